package main

import (
	"github.com/spf13/cobra"

	"trunglap/registry"
)

func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	c := a.command("completion bash|zsh|fish|powershell",
		registry.T("Kịch bản hoàn thành lệnh cho shell", "Completion script for a shell"),
		registry.T(
			"In kịch bản để shell tự điền tên lệnh và tùy chọn khi nhấn phím Tab.",
			"Prints the script with which a shell completes commands and flags at the Tab key."))
	c.Example = "  trunglap completion bash > /etc/bash_completion.d/trunglap\n  source <(trunglap completion zsh)"
	c.ValidArgs = shells
	c.Args = func(cmd *cobra.Command, args []string) error {
		if err := count(1, 1)(cmd, args); err != nil {
			return err
		}
		if cobra.OnlyValidArgs(cmd, args) != nil {
			return usage(registry.Tf("không có kịch bản cho shell %q; dùng bash, zsh, fish hoặc powershell", "no script for the shell %q; use bash, zsh, fish or powershell", args[0]))
		}
		return nil
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		root := cmd.Root()
		switch args[0] {
		case "bash":
			return root.GenBashCompletionV2(a.out, true)
		case "zsh":
			return root.GenZshCompletion(a.out)
		case "fish":
			return root.GenFishCompletion(a.out, true)
		}
		return root.GenPowerShellCompletionWithDesc(a.out)
	}
	return c
}
