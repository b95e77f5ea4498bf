package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// supervise runs restic as a child, in a process group of its own, and ends it when it is told to, or when the
// program that started this one is gone.
//
// PR_SET_PDEATHSIG alone would not do: it follows the thread that started a process, and a thread of a JVM ends
// long before the JVM does. So this program, which watches the whole process of its parent, stands in between.
func supervise(arguments []string) (int, error) {
	parent, err := unix.PidfdOpen(os.Getppid(), 0)
	if err != nil {
		return failedToStart, fmt.Errorf("watching the process that started this one: %w", err)
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)

	child := exec.Command("/proc/self/exe", append([]string{"inside"}, arguments...)...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := child.Start(); err != nil {
		return failedToStart, err
	}
	group := -child.Process.Pid
	go func() {
		awaitEnd(parent)
		syscall.Kill(group, syscall.SIGKILL)
	}()
	go func() {
		for range signals {
			syscall.Kill(group, syscall.SIGINT) // restic removes its lock then
		}
	}()
	err = child.Wait()
	syscall.Kill(group, syscall.SIGKILL) // whatever it may have left behind
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return failedToStart, err
	}
	status := child.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return status.ExitStatus(), nil
}

func awaitEnd(process int) {
	for {
		_, err := unix.Poll([]unix.PollFd{{Fd: int32(process), Events: unix.POLLIN}}, -1)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}
