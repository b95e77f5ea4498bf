// Command ark starts the Java program of the image, with options that fit what it is asked to do. The image has no shell.
//
// As ark-restore-wait it is `ark restore-wait`. ARK_JAVA_OPTIONS holds further options of the JVM, separated by blanks.
package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	java    = "/opt/java/bin/java"
	options = "@/opt/ark/options/"
)

func main() {
	arguments := command(filepath.Base(os.Args[0]), os.Args[1:], os.Getenv("ARK_JAVA_OPTIONS"))
	err := syscall.Exec(java, arguments, os.Environ())
	os.Stderr.WriteString("An error occurred: cannot start " + java + ": " + err.Error() + "\n")
	os.Exit(1)
}

// command is what replaces this process, as exec takes it: a name first.
func command(name string, words []string, further string) []string {
	if name == "ark-restore-wait" {
		words = append([]string{"restore-wait"}, words...)
	}
	arguments := append([]string{"java", options + optionsFor(words)}, strings.Fields(further)...)
	return append(append(arguments, "ark.Main"), words...)
}

// optionsFor is the name of a file of options in the image.
func optionsFor(words []string) string {
	first, second := "", ""
	if len(words) > 0 {
		first = words[0]
	}
	if len(words) > 1 {
		second = words[1]
	}
	switch {
	case first == "server", first == "node-agent", first == "restore-wait":
		return first
	case first == "restic" && second == "server": // as older installations call the node agent
		return "node-agent"
	default:
		return "command"
	}
}
