package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// volume is the root of a volume, opened without following a link.
type volume struct {
	file   *os.File
	device uint64
	// Whether the volume's folder is the root of a mount, and what is mounted below it, relative to it.
	mounted bool
	mounts  []string
}

func openVolume(p *place) (*volume, error) {
	names := strings.Split(p.volume, "/")
	for _, name := range names {
		if name == "" || name == "." || name == ".." {
			return nil, fmt.Errorf("--volume must be a path below --pods, is %q", p.volume)
		}
	}
	file, err := openPath(p.pods, unix.O_DIRECTORY)
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		next, err := openBelow(file, name, unix.O_PATH|unix.O_DIRECTORY)
		if err != nil {
			return nil, fmt.Errorf("opening %s: %w", p.pods+"/"+strings.Join(names[:i+1], "/"), err)
		}
		file.Close()
		file = next
	}
	v := &volume{file: file}
	if p.is != "" {
		var stat unix.Stat_t
		if err := unix.Fstat(int(file.Fd()), &stat); err != nil {
			return nil, err
		}
		if now := identity(&stat); now != p.is {
			return nil, fmt.Errorf("the volume has gone: its folder was %s and is %s", p.is, now)
		}
	}
	return v, v.readMounts()
}

// identity is the same for a folder for as long as it exists and its file system is mounted.
func identity(stat *unix.Stat_t) string {
	return fmt.Sprintf("%d:%d/%d", unix.Major(uint64(stat.Dev)), unix.Minor(uint64(stat.Dev)), stat.Ino)
}

// openBelow opens one folder in another, unless it is a link. A kernel before 5.6, or a seccomp profile that does
// not know openat2, leaves O_NOFOLLOW, which is as good for a single name.
func openBelow(folder *os.File, name string, flags int) (*os.File, error) {
	how := unix.OpenHow{
		Flags:   uint64(flags | unix.O_CLOEXEC),
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS,
	}
	fd, err := unix.Openat2(int(folder.Fd()), name, &how)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EPERM) {
		fd, err = unix.Openat(int(folder.Fd()), name, flags|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	}
	if errors.Is(err, unix.ELOOP) {
		return nil, fmt.Errorf("it is a link: %w", err)
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

// reopen opens the volume again, where it lies now, for reading its entries.
func (v *volume) reopen() error {
	file, err := os.Open("/v")
	if err != nil {
		return err
	}
	var stat unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &stat); err != nil {
		return err
	}
	v.file.Close()
	v.file, v.device = file, uint64(stat.Dev)
	return nil
}

// readMounts finds the volume in the mount table. Source: proc_pid_mountinfo(5), field 5.
func (v *volume) readMounts() error {
	here, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", v.file.Fd()))
	if err != nil {
		return err
	}
	table, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return err
	}
	defer table.Close()
	lines := bufio.NewScanner(table)
	lines.Buffer(make([]byte, 64<<10), 1<<20)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 5 {
			continue
		}
		at := unescape(fields[4])
		if at == here {
			v.mounted = true
		} else if below, found := strings.CutPrefix(at, here+"/"); found {
			v.mounts = append(v.mounts, below)
		}
	}
	return lines.Err()
}

// unescape undoes \040 and the like.
func unescape(text string) string {
	var plain strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+3 < len(text) {
			plain.WriteByte((text[i+1]-'0')<<6 | (text[i+2]-'0')<<3 | (text[i+3] - '0'))
			i += 3
		} else {
			plain.WriteByte(text[i])
		}
	}
	return plain.String()
}
