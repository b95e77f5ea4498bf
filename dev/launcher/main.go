// Command ark-volume is the node agent's hand on the volumes of other people's pods.
//
// The agent is root and the volumes belong to tenants, who may swap folders for links while it works. So nothing
// touches a volume but this program, or restic below it, in a mount namespace whose root holds the volume at /v and
// nothing else that a link could lead to; see docs/adr/0011-agent-confinement.md.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

const usage = `usage: ark-volume COMMAND FLAGS [-- ARGUMENTS OF RESTIC]

  restic   run restic in /v, which is the volume; its exit code, or 125 when it could not be started
  look     print what the volume's root is, and which folders of it do not belong to it, as JSON
  finish   after a restore: set the root's mode and owner, sync, replace the folder of done-files; JSON
  clean    remove folders of done-files
  signal   write a file that a restore's init container waits for; its content comes from standard input

  --pods DIR     the kubelet's folder of pods
  --volume PATH  the volume's folder, below DIR; no part of it may be a link
`

// failedToStart is an exit code that restic does not have.
const failedToStart = 125

// maxMessage bounds what is read from standard input.
const maxMessage = 64 << 10

func init() {
	// Namespaces, capabilities and PR_SET_PDEATHSIG belong to a thread: everything happens on the first one.
	runtime.LockOSThread()
}

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "ark-volume: %v\n", err)
	}
	os.Exit(code)
}

func run(arguments []string) (int, error) {
	if len(arguments) == 0 {
		return failedToStart, errors.New(usage)
	}
	command, rest := arguments[0], arguments[1:]
	switch command {
	case "restic":
		return supervise(rest)
	case "inside": // what supervise starts
		return failedToStart, runRestic(rest)
	case "look":
		return effect(rest, nil, look)
	case "finish":
		return finish(rest)
	case "clean":
		return clean(rest)
	case "signal":
		return signalRestore(rest)
	}
	return failedToStart, errors.New(usage)
}

// place is a volume, as the flags name it.
type place struct {
	pods, volume string
	is           string // what look said of it, DEVICE/INODE; empty: whatever it is
}

func (p *place) flags(set *flag.FlagSet) {
	set.StringVar(&p.pods, "pods", "", "")
	set.StringVar(&p.volume, "volume", "", "")
}

// list is a flag that may be given more than once.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(v string) error { *l = append(*l, v); return nil }

func parse(set *flag.FlagSet, arguments []string) error {
	set.SetOutput(io.Discard)
	return set.Parse(arguments)
}

// effect does one small thing to a volume, in its room, and prints what came of it.
func effect(arguments []string, more func(*flag.FlagSet), do func(*volume) (any, error)) (int, error) {
	var p place
	set := flag.NewFlagSet("ark-volume", flag.ContinueOnError)
	p.flags(set)
	if more != nil {
		more(set)
	}
	if err := parse(set, arguments); err != nil {
		return failedToStart, err
	}
	v, err := enter(&p, &room{})
	if err != nil {
		return failedToStart, err
	}
	result, err := do(v)
	if err != nil {
		return 1, err
	}
	return 0, json.NewEncoder(os.Stdout).Encode(result)
}

func finish(arguments []string) (int, error) {
	var w wanted
	return effect(arguments, func(set *flag.FlagSet) {
		set.StringVar(&w.mode, "mode", "", "")
		set.StringVar(&w.owner, "owner", "", "")
		set.StringVar(&w.doneFile, "done-file", "", "")
		set.Var(&w.stale, "stale", "")
	}, w.apply)
}

func clean(arguments []string) (int, error) {
	var folders list
	return effect(arguments, func(set *flag.FlagSet) { set.Var(&folders, "folder", "") },
		func(v *volume) (any, error) { return struct{}{}, removeFolders(v, folders) })
}

func signalRestore(arguments []string) (int, error) {
	var file string
	message, err := io.ReadAll(io.LimitReader(os.Stdin, maxMessage))
	if err != nil {
		return failedToStart, err
	}
	return effect(arguments, func(set *flag.FlagSet) { set.StringVar(&file, "file", "", "") },
		func(v *volume) (any, error) { return struct{}{}, writeBelow(v, file, message) })
}
