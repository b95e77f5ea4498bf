package main

import (
	"flag"
	"fmt"
	"os"
	"path"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// runRestic builds the room, gives up what restic does not need, and becomes restic.
func runRestic(arguments []string) error {
	var p place
	var r room
	parent := os.Getppid()
	set := flag.NewFlagSet("ark-volume restic", flag.ContinueOnError)
	p.flags(set)
	set.StringVar(&r.restic, "restic", "", "")
	set.StringVar(&p.is, "is", "", "")
	set.BoolVar(&r.readOnly, "read-only", false, "")
	set.Var(&r.files, "files", "")
	set.Var(&r.folders, "folder", "")
	set.Var(&r.readFolders, "read-folder", "")
	if err := parse(set, arguments); err != nil {
		return err
	}
	if r.restic == "" || !strings.HasPrefix(r.restic, "/") {
		return fmt.Errorf("--restic must be an absolute path, is %q", r.restic)
	}
	if _, err := enter(&p, &r); err != nil {
		return err
	}
	if err := giveUp(r.readOnly); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0, 0, 0); err != nil {
		return err
	}
	if os.Getppid() != parent { // it ended before it could be noticed
		return fmt.Errorf("the process that started this one is gone")
	}
	argv := append([]string{path.Base(r.restic)}, set.Args()...)
	return fmt.Errorf("starting restic: %w", syscall.Exec("/restic", argv, os.Environ()))
}
