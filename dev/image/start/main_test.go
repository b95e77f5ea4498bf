package main

import (
	"reflect"
	"testing"
)

func TestCommand(t *testing.T) {
	for _, c := range []struct {
		name, further string
		words, want   []string
	}{
		{"ark", "", []string{"server", "--log-level", "debug"},
			[]string{"java", "@/opt/ark/options/server", "ark.Main", "server", "--log-level", "debug"}},
		{"velero", "-Xmx1g  -Da=b", []string{"server"},
			[]string{"java", "@/opt/ark/options/server", "-Xmx1g", "-Da=b", "ark.Main", "server"}},
		{"ark", "", []string{"restic", "server"},
			[]string{"java", "@/opt/ark/options/node-agent", "ark.Main", "restic", "server"}},
		{"ark", "", []string{"restic", "repo", "get"},
			[]string{"java", "@/opt/ark/options/command", "ark.Main", "restic", "repo", "get"}},
		{"ark", "", nil, []string{"java", "@/opt/ark/options/command", "ark.Main"}},
		{"ark-restore-wait", "", []string{"uid"},
			[]string{"java", "@/opt/ark/options/restore-wait", "ark.Main", "restore-wait", "uid"}},
	} {
		if got := command(c.name, c.words, c.further); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s %q: %q, want %q", c.name, c.words, got, c.want)
		}
	}
}
