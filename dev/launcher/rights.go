package main

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What restic needs of root's power, with the reason; docs/adr/0011-agent-confinement.md has the same list.
var (
	forReading = []int{
		unix.CAP_DAC_READ_SEARCH, // any file and folder, whoever owns it
		unix.CAP_DAC_OVERRIDE,    // a repository or a cache in a folder that is somebody else's
		unix.CAP_FOWNER,          // O_NOATIME
		unix.CAP_SYS_ADMIN,       // trusted.* attributes
	}
	forWriting = append([]int{
		unix.CAP_CHOWN,   // owners
		unix.CAP_FSETID,  // setuid and setgid bits of other people's files
		unix.CAP_MKNOD,   // device files
		unix.CAP_SETFCAP, // security.capability
	}, forReading...)
)

// giveUp leaves restic only the capabilities that it needs, and takes from them what could open the room again.
func giveUp(readOnly bool) error {
	keep := forWriting
	if readOnly {
		keep = forReading
	}
	var set [2]unix.CapUserData
	for _, capability := range keep {
		set[capability/32].Permitted |= 1 << (capability % 32)
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var have [2]unix.CapUserData
	if err := unix.Capget(&header, &have[0]); err != nil {
		return fmt.Errorf("reading capabilities: %w", err)
	}
	for i := range set {
		set[i].Permitted &= have[i].Permitted // a container may have fewer
		set[i].Effective = set[i].Permitted
	}
	if err := unix.Capset(&header, &set[0]); err != nil {
		return fmt.Errorf("giving up capabilities: %w", err)
	}
	// With this, exec gives root nothing back.
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	return forbid()
}

// forbidden is what SYS_ADMIN and DAC_READ_SEARCH would allow beyond attributes and files: other mounts, other
// namespaces, and files by their handle.
var forbidden = []uint32{
	unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE,
	unix.SYS_FSOPEN, unix.SYS_FSPICK, unix.SYS_FSCONFIG, unix.SYS_FSMOUNT, unix.SYS_MOUNT_SETATTR,
	unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV,
	unix.SYS_PROCESS_VM_WRITEV, unix.SYS_BPF, unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_SETHOSTNAME,
	unix.SYS_SETDOMAINNAME, unix.SYS_QUOTACTL,
}

// forbid installs a seccomp filter that answers EPERM to these.
func forbid() error {
	architecture, known := map[string]uint32{
		"amd64": unix.AUDIT_ARCH_X86_64,
		"arm64": unix.AUDIT_ARCH_AARCH64,
	}[runtime.GOARCH]
	if !known {
		return nil
	}
	const number, arch = 0, 4 // offsets in struct seccomp_data
	const x32 = 0x40000000    // the numbers of amd64's other interface begin here
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	answer := func(k uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k}
	}
	refuse := answer(unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM))
	filter := []unix.SockFilter{
		load(arch),
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: architecture, Jt: 1},
		refuse,
		load(number),
		{Code: unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K, K: x32, Jf: 1},
		refuse,
	}
	for _, call := range forbidden {
		filter = append(filter, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: call, Jf: 1}, refuse)
	}
	filter = append(filter, answer(unix.SECCOMP_RET_ALLOW))
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&program)), 0, 0); err != nil {
		return fmt.Errorf("forbidding system calls: %w", err)
	}
	return nil
}
