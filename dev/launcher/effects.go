package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

const (
	maxNamed = 20   // more names than anybody reads
	maxDepth = 1000 // one open descriptor per level

	// A folder of done-files has one level. What is deeper was put there by somebody who wants this to take long.
	maxStaleDepth = 32
)

// One name of a done-file or signal: a volume's name or a uid, never hidden and never a path.
var oneName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,252}$`)

// seen is what a volume's root is.
type seen struct {
	Is      string `json:"is"` // its identity
	Mode    string `json:"mode"`
	Uid     uint32 `json:"uid"`
	Gid     uint32 `json:"gid"`
	Empty   bool   `json:"empty"`
	Mounted bool   `json:"mounted"`
	// Folders, relative to the root, whose content is not the volume's: the first of them, and how many.
	Foreign      []string `json:"foreign"`
	ForeignCount int      `json:"foreignCount"`
}

// look describes the volume; it changes nothing.
func look(v *volume) (any, error) {
	var stat unix.Stat_t
	if err := unix.Fstat(int(v.file.Fd()), &stat); err != nil {
		return nil, err
	}
	names, err := v.file.Readdirnames(1)
	if err != nil && err != io.EOF {
		return nil, err
	}
	found := seen{
		Is:      identity(&stat),
		Mode:    strconv.FormatUint(uint64(stat.Mode&0o7777), 8),
		Uid:     stat.Uid,
		Gid:     stat.Gid,
		Empty:   len(names) == 0,
		Mounted: v.mounted,
		Foreign: []string{},
	}
	for _, mount := range v.mounts {
		found.add(mount)
	}
	if !found.Empty && mayHoldOtherDevices(v) {
		root, err := os.Open("/v")
		if err != nil {
			return nil, err
		}
		found.walk(v, root, "", 0)
	}
	return found, nil
}

func (s *seen) add(name string) {
	for _, known := range s.Foreign {
		if known == name {
			return
		}
	}
	s.ForeignCount++
	if len(s.Foreign) < maxNamed {
		s.Foreign = append(s.Foreign, name)
	}
}

// mayHoldOtherDevices tells whether a folder of this file system can be of another device without being a mount, as
// a subvolume of btrfs is. The usual file systems cannot, which saves a walk over all folders.
func mayHoldOtherDevices(v *volume) bool {
	var stat unix.Statfs_t
	if err := unix.Fstatfs(int(v.file.Fd()), &stat); err != nil {
		return true
	}
	switch int64(stat.Type) {
	case unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.TMPFS_MAGIC, unix.F2FS_SUPER_MAGIC:
		return false
	}
	return true
}

// walk closes the folder. What vanishes meanwhile is no concern of ours.
func (s *seen) walk(v *volume, folder *os.File, path string, depth int) {
	defer folder.Close()
	for {
		entries, err := folder.ReadDir(256)
		for _, entry := range entries {
			if !entry.IsDir() {
				continue
			}
			name := path + entry.Name()
			if depth == maxDepth {
				s.add(name) // nobody knows
				continue
			}
			below, err := openBelow(folder, entry.Name(), unix.O_RDONLY|unix.O_DIRECTORY)
			if err != nil {
				continue
			}
			if deviceOf(below) == v.device {
				s.walk(v, below, name+"/", depth+1)
			} else {
				below.Close()
				s.add(name)
			}
		}
		if err != nil {
			return
		}
	}
}

func deviceOf(file *os.File) uint64 {
	var stat unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &stat); err != nil {
		return 0
	}
	return uint64(stat.Dev)
}

// wanted is what shall be so after a restore.
type wanted struct {
	mode     string // octal; empty: as it is
	owner    string // UID:GID; empty: as it is
	doneFile string // FOLDER/NAME
	stale    list   // folders of done-files to remove
}

// finished is what came of it.
type finished struct {
	// Why there is no done-file; empty when there is one. It is no failure: see docs/format.md.
	DoneFile string `json:"doneFile"`
}

// apply does it in an order that makes the done-file the last thing that happens to the volume.
func (w *wanted) apply(v *volume) (any, error) {
	if err := removeFolders(v, w.stale); err != nil {
		return nil, err
	}
	if err := w.setRoot(v); err != nil {
		return nil, err
	}
	if err := unix.Syncfs(int(v.file.Fd())); err != nil {
		return nil, fmt.Errorf("syncing the volume: %w", err)
	}
	result := finished{}
	if w.doneFile != "" {
		if err := writeBelow(v, w.doneFile, nil); err != nil {
			result.DoneFile = err.Error()
		}
	}
	return result, nil
}

func (w *wanted) setRoot(v *volume) error {
	if w.owner != "" {
		uid, gid, err := ids(w.owner)
		if err != nil {
			return err
		}
		if err := unix.Fchown(int(v.file.Fd()), uid, gid); err != nil {
			return fmt.Errorf("setting the owner of the volume's root: %w", err)
		}
	}
	if w.mode != "" {
		mode, err := strconv.ParseUint(w.mode, 8, 12)
		if err != nil {
			return err
		}
		if err := unix.Fchmod(int(v.file.Fd()), uint32(mode)); err != nil { // after the owner, who takes setgid away
			return fmt.Errorf("setting the mode of the volume's root: %w", err)
		}
	}
	return nil
}

func ids(owner string) (int, int, error) {
	uid, gid, _ := strings.Cut(owner, ":")
	u, err := strconv.ParseUint(uid, 10, 32)
	if err != nil {
		return 0, 0, err
	}
	g, err := strconv.ParseUint(gid, 10, 32)
	return int(u), int(g), err
}

// writeBelow writes FOLDER/NAME atomically: it is there whole and for good, or not at all. No link is followed: where
// the folder should be, one is replaced.
func writeBelow(v *volume, file string, content []byte) error {
	folder, name, _ := strings.Cut(file, "/")
	if !oneName.MatchString(name) || !oneName.MatchString(strings.TrimPrefix(folder, ".")) {
		return fmt.Errorf("must be FOLDER/NAME, is %q", file)
	}
	dir, err := makeFolder(v, folder)
	if err != nil {
		return err
	}
	defer dir.Close()
	half := ".half-" + name
	if err := unix.Unlinkat(int(dir.Fd()), half, 0); err != nil && !errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("removing %s/%s: %w", folder, half, err)
	}
	fd, err := unix.Openat(int(dir.Fd()), half, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0o644)
	if err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	out := os.NewFile(uintptr(fd), file)
	_, err = out.Write(content)
	err = errors.Join(err, out.Chmod(0o644), out.Sync(), out.Close())
	if err == nil {
		err = unix.Renameat(int(dir.Fd()), half, int(dir.Fd()), name)
	}
	if err != nil {
		unix.Unlinkat(int(dir.Fd()), half, 0)
		return fmt.Errorf("writing %s: %w", file, err)
	}
	return dir.Sync()
}

func makeFolder(v *volume, name string) (*os.File, error) {
	for try := 0; ; try++ {
		err := unix.Mkdirat(int(v.file.Fd()), name, 0o755)
		if err == nil || errors.Is(err, unix.EEXIST) {
			var folder *os.File
			folder, err = openBelow(v.file, name, unix.O_RDONLY|unix.O_DIRECTORY)
			if err == nil {
				return folder, folder.Chmod(0o755)
			}
			unix.Unlinkat(int(v.file.Fd()), name, 0) // a link, or a file
		}
		if try == 3 {
			return nil, fmt.Errorf("making the folder %s: %w", name, err)
		}
	}
}

func removeFolders(v *volume, names []string) error {
	for _, name := range names {
		if !oneName.MatchString(strings.TrimPrefix(name, ".")) {
			return fmt.Errorf("not a name: %q", name)
		}
		if err := remove(v, v.file, name, 0); err != nil {
			return fmt.Errorf("removing %s: %w", name, err)
		}
	}
	return nil
}

// remove removes a file, a link or a whole folder, and follows nothing.
func remove(v *volume, parent *os.File, name string, depth int) error {
	err := unix.Unlinkat(int(parent.Fd()), name, 0)
	if err == nil || errors.Is(err, unix.ENOENT) {
		return nil
	}
	if depth > maxStaleDepth {
		return errors.New("too many folders in folders")
	}
	folder, open := openBelow(parent, name, unix.O_RDONLY|unix.O_DIRECTORY)
	if open != nil {
		return err // the one about the name itself
	}
	defer folder.Close()
	if deviceOf(folder) != v.device {
		return errors.New("something else is mounted there")
	}
	entries, err := folder.Readdirnames(-1)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := remove(v, folder, entry, depth+1); err != nil {
			return err
		}
	}
	return unix.Unlinkat(int(parent.Fd()), name, unix.AT_REMOVEDIR)
}
