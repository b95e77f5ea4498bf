package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"

	"golang.org/x/sys/unix"
)

// room is what there is beside the volume: nothing for an effect, what restic needs for restic.
type room struct {
	restic      string
	readOnly    bool
	files       list // OUTSIDE=INSIDE, folders; their files are copied, mode 0400
	folders     list // OUTSIDE=INSIDE
	readFolders list // OUTSIDE=INSIDE, read-only
}

const (
	small = 4 << 20 // the size of no certificate bundle or credentials file

	hidden  = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
	refused = "the node agent may not do this; it needs the capability SYS_ADMIN, and to be confined by neither " +
		"AppArmor nor a seccomp profile, see docs/user/volumes.md"
)

// What Go's TLS and resolver read. Sources: crypto/x509 root_linux.go, net/conf.go and dnsconfig_unix.go.
var public = []string{
	"/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/ca-bundle.pem",
	"/etc/pki/tls/cacert.pem",
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
	"/etc/ssl/cert.pem",
	"/etc/resolv.conf",
	"/etc/hosts",
	"/etc/nsswitch.conf",
}

// A folder inside has a name that nobody can guess: a tenant's link could lead to it otherwise.
var inside = regexp.MustCompile(`^/[0-9a-f]{32}(/[a-z-]+)*$`)

// mounted is something outside that was opened before the room was built, and where it comes to lie.
type mounted struct {
	file  *os.File
	place string
	flags uintptr
}

// enter moves this thread into a mount namespace of its own, whose root is a room with the volume at /v.
func enter(p *place, r *room) (*volume, error) {
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		return nil, fmt.Errorf("%s: unshare: %w", refused, err)
	}
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return nil, fmt.Errorf("%s: making all mounts private: %w", refused, err)
	}
	v, err := openVolume(p)
	if err != nil {
		return nil, err
	}
	mounts, err := r.open(v)
	if err != nil {
		return nil, err
	}
	files, err := r.read()
	if err != nil {
		return nil, err
	}
	// Any folder will do; this one is there, and is not needed any more.
	if err := build(p.pods, mounts, files); err != nil {
		return nil, err
	}
	if err := v.reopen(); err != nil {
		return nil, err
	}
	return v, nil
}

// open opens everything that becomes a mount, the volume first.
func (r *room) open(v *volume) ([]mounted, error) {
	var flags uintptr = hidden
	if r.readOnly {
		flags |= unix.MS_RDONLY
	}
	mounts := []mounted{{v.file, "/v", flags}}
	if r.restic != "" {
		file, err := openPath(r.restic, 0)
		if err != nil {
			return nil, err
		}
		mounts = append(mounts, mounted{file, "/restic", unix.MS_RDONLY | unix.MS_NOSUID | unix.MS_NODEV})
	}
	for _, folders := range []struct {
		list  list
		flags uintptr
	}{{r.folders, hidden}, {r.readFolders, hidden | unix.MS_RDONLY}} {
		for _, pair := range folders.list {
			outside, place, err := split(pair)
			if err != nil {
				return nil, err
			}
			file, err := openPath(outside, unix.O_DIRECTORY)
			if err != nil {
				return nil, err
			}
			mounts = append(mounts, mounted{file, place, folders.flags})
		}
	}
	return mounts, nil
}

func openPath(name string, flags int) (*os.File, error) {
	fd, err := unix.Open(name, unix.O_PATH|unix.O_CLOEXEC|flags, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return os.NewFile(uintptr(fd), name), nil
}

func split(pair string) (outside, place string, err error) {
	outside, place, found := strings.Cut(pair, "=")
	if !found || !inside.MatchString(place) {
		return "", "", fmt.Errorf("must be OUTSIDE=INSIDE, INSIDE begin with 32 hexadecimal digits: %q", pair)
	}
	return outside, place, nil
}

// copied is a small file that was read before the room was built.
type copied struct {
	place   string
	content []byte
	mode    os.FileMode
}

func (r *room) read() ([]copied, error) {
	var files []copied
	for _, pair := range r.files {
		outside, place, err := split(pair)
		if err != nil {
			return nil, err
		}
		private, err := readFolder(outside, place, 0o400)
		if err != nil {
			return nil, err
		}
		files = append(files, private...)
	}
	if r.restic == "" {
		return files, nil
	}
	known := public
	if file := os.Getenv("SSL_CERT_FILE"); path.IsAbs(file) {
		known = append([]string{path.Clean(file)}, known...)
	}
	for _, name := range known {
		if content, err := readSmall(name); err == nil { // no machine has all of them
			files = append(files, copied{name, content, 0o444})
		}
	}
	for _, folder := range strings.Split(os.Getenv("SSL_CERT_DIR"), ":") {
		if path.IsAbs(folder) {
			certificates, _ := readFolder(folder, path.Clean(folder), 0o444) // one that is missing holds none
			files = append(files, certificates...)
		}
	}
	return files, nil
}

// readFolder reads the files of a folder, and no folders in it.
func readFolder(outside, place string, mode os.FileMode) ([]copied, error) {
	entries, err := os.ReadDir(outside)
	if err != nil {
		return nil, err
	}
	var files []copied
	for _, entry := range entries {
		name := path.Join(outside, entry.Name())
		if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
			continue
		}
		content, err := readSmall(name)
		if err != nil {
			return nil, err
		}
		files = append(files, copied{path.Join(place, entry.Name()), content, mode})
	}
	return files, nil
}

func readSmall(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, small+1))
	if err == nil && len(content) > small {
		err = fmt.Errorf("%s is larger than %d bytes", name, small)
	}
	return content, err
}

// build makes a room at an existing folder, makes it the root, and lets everything else go.
func build(at string, mounts []mounted, files []copied) error {
	if err := unix.Mount("ark-volume", at, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755,size=64m"); err != nil {
		return fmt.Errorf("%s: mounting a tmpfs: %w", refused, err)
	}
	for _, m := range mounts {
		if err := m.bind(at); err != nil {
			return err
		}
	}
	for _, f := range files {
		if err := f.write(at); err != nil {
			return err
		}
	}
	if err := unix.Chdir(at); err != nil {
		return err
	}
	// The old root is mounted over the new one, and then gone; source: pivot_root(2), "pivot_root(".", ".")".
	if err := unix.PivotRoot(".", "."); err != nil {
		return fmt.Errorf("%s: pivot_root: %w", refused, err)
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return fmt.Errorf("letting the old root go: %w", err)
	}
	if err := unix.Mount("", "/", "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV, ""); err != nil {
		return fmt.Errorf("making the root read-only: %w", err)
	}
	return unix.Chdir("/v")
}

// bind mounts what the descriptor is, without what is mounted below it: no name is looked up again.
func (m *mounted) bind(root string) error {
	target := root + m.place
	var stat unix.Stat_t
	if err := unix.Fstat(int(m.file.Fd()), &stat); err != nil {
		return err
	}
	if stat.Mode&unix.S_IFMT == unix.S_IFDIR {
		if err := os.MkdirAll(target, 0o755); err != nil {
			return err
		}
	} else if err := os.WriteFile(target, nil, 0o600); err != nil {
		return err
	}
	source := fmt.Sprintf("/proc/self/fd/%d", m.file.Fd())
	if err := unix.Mount(source, target, "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("mounting %s: %w", m.file.Name(), err)
	}
	if err := unix.Mount("", target, "", unix.MS_REMOUNT|unix.MS_BIND|m.flags, ""); err != nil {
		return fmt.Errorf("mounting %s: %w", m.file.Name(), err)
	}
	return nil
}

func (f *copied) write(root string) error {
	target := root + f.place
	if err := os.MkdirAll(path.Dir(target), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(target, f.content, 0o600); err != nil {
		return err
	}
	return os.Chmod(target, f.mode)
}
