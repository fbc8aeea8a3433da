package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"trunglap/registry"
)

// root builds the tree of commands in the user's language.
func (a *app) root() *cobra.Command {
	root := a.command("trunglap", registry.T(
		"Phát hiện trùng lặp giữa các nền tảng số của bộ, ngành",
		"Find duplication between the digital platforms of ministries"),
		registry.T(
			`Trunglap nạp danh mục nền tảng số, chấm điểm mọi cặp theo tên gọi, chức năng, dữ liệu
và phạm vi sử dụng, rồi nêu căn cứ của từng kết quả.`,
			`Trunglap loads lists of digital platforms, scores every pair by name, function, data domain
and scope of use, and gives the evidence for each result.`))
	root.RunE = a.noCommand
	root.Args = cobra.ArbitraryArgs
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(a.helpCommand())
	root.SetHelpFunc(a.help)
	root.SetFlagErrorFunc(flagError)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errw)
	f := root.PersistentFlags()
	f.StringVar(&a.data, "data", a.data, a.say("thư mục dữ liệu `DIR` (hoặc biến TRUNGLAP_DATA)", "data folder `DIR` (or TRUNGLAP_DATA)"))
	f.String("lang", string(a.lang), a.say("ngôn ngữ `vi|en` (hoặc biến TRUNGLAP_LANG)", "language `vi|en` (or TRUNGLAP_LANG)"))
	f.BoolP("help", "h", false, a.say("cách dùng lệnh này", "how to use this command"))
	root.AddCommand(a.commands()...)
	for _, c := range root.Commands() {
		completeChoices(c)
	}
	return root
}

// completeChoices lets the shell complete the words that a flag takes.
func completeChoices(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if words, ok := f.Value.(choice); ok {
			c.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(words.allowed, cobra.ShellCompDirectiveNoFileComp))
		}
	})
}

// commands lists the subcommands in the order in which help shows them.
func (a *app) commands() []*cobra.Command {
	return []*cobra.Command{
		a.importCommand(),
		a.scanCommand(),
		a.reportCommand(),
		a.findingsCommand(),
		a.decideCommand(),
		a.diffCommand(),
		a.groupsCommand(),
		a.ledgerCommand(),
		a.checkCommand(),
		a.verifyCommand(),
		a.keysCommand(),
		a.searchCommand(),
		a.showCommand(),
		a.coverageCommand(),
		a.exportCommand(),
		a.evaluateCommand(),
		a.linkCommand(),
		a.vectorsCommand(),
		a.weightsCommand(),
		a.learnCommand(),
		a.auditCommand(),
		a.batchCommand(),
		a.doctorCommand(),
		a.backupCommand(),
		a.restoreCommand(),
		a.versionCommand(),
		a.completionCommand(),
	}
}

// command makes a command with its texts in the user's language.
func (a *app) command(use string, short, long registry.Text) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short.In(a.lang), Long: long.In(a.lang),
		Args:                       count(0, 0),
		DisableFlagsInUseLine:      true,
		SuggestionsMinimumDistance: 2,
	}
}

// noCommand answers a call without a command, or with one that does not exist.
func (a *app) noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage(registry.T("chưa nêu lệnh", "no command given"))
	}
	near := cmd.SuggestionsFor(args[0])
	if begun := slices.DeleteFunc(slices.Clone(near), func(s string) bool { return !strings.HasPrefix(s, args[0]) }); len(begun) > 0 {
		near = begun // a command half typed is meant before one mistyped
	}
	if len(near) > 0 {
		return usage(registry.Tf("không có lệnh %q; có phải là %s?", "there is no command %q; did you mean %s?", args[0], strings.Join(near, ", ")))
	}
	return usage(registry.Tf("không có lệnh %q", "there is no command %q", args[0]))
}

// count accepts from min to max arguments; max < 0 is any number.
func count(min, max int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < min:
			return usage(registry.Tf("thiếu đối số; cách dùng: %s", "too few arguments; usage: %s", cmd.UseLine()))
		case max >= 0 && len(args) > max:
			return usage(registry.Tf("thừa đối số %q; cách dùng: %s", "unexpected argument %q; usage: %s", args[max], cmd.UseLine()))
		}
		return nil
	}
}

// flagError tells in both languages what is wrong with a flag.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return err
	case errors.As(err, &unknown):
		name := dashed(unknown.GetSpecifiedName(), unknown.GetSpecifiedShortnames())
		return usage(registry.Tf("lệnh %s không có tùy chọn %s", "%s has no flag %s", cmd.CommandPath(), name))
	case errors.As(err, &bare):
		name := dashed(bare.GetSpecifiedName(), bare.GetSpecifiedShortnames())
		return usage(registry.Tf("tùy chọn %s cần một giá trị", "flag %s needs a value", name))
	case errors.As(err, &invalid):
		var ours *registry.Error
		why := registry.T("giá trị không đúng kiểu", "not a value of its kind")
		if errors.As(err, &ours) {
			why = ours.Say
		}
		return usage(registry.T(
			fmt.Sprintf("tùy chọn --%s không nhận %q: %s", invalid.GetFlag().Name, invalid.GetValue(), why.VI),
			fmt.Sprintf("flag --%s does not take %q: %s", invalid.GetFlag().Name, invalid.GetValue(), why.EN)))
	}
	return usage(registry.T(err.Error(), err.Error()))
}

func dashed(name, shorthands string) string {
	if shorthands != "" {
		return "-" + name[:1]
	}
	return "--" + name
}

// help prints a command's help to stdout; it always ends with the exit codes.
func (a *app) help(cmd *cobra.Command, _ []string) {
	var b strings.Builder
	section := func(vi, en, body string) {
		if body = strings.TrimRight(body, "\n"); body != "" {
			fmt.Fprintf(&b, "\n%s\n%s\n", a.say(vi, en), body)
		}
	}
	b.WriteString(strings.TrimSpace(cmd.Long) + "\n")
	section("Cách dùng:", "Usage:", "  "+useLine(cmd, a.lang))
	section("Ví dụ:", "Examples:", cmd.Example)
	section("Lệnh:", "Commands:", commandList(cmd))
	section("Tùy chọn:", "Flags:", a.flags(cmd.LocalNonPersistentFlags()))
	section("Tùy chọn chung:", "Flags of every command:", a.flags(cmd.Root().PersistentFlags()))
	section("Mã thoát:", "Exit codes:", exitCodes.In(a.lang))
	fmt.Fprint(a.out, b.String())
}

func useLine(cmd *cobra.Command, l registry.Lang) string {
	if cmd.HasParent() {
		return cmd.UseLine()
	}
	return registry.T("trunglap LỆNH [tùy chọn]", "trunglap COMMAND [flags]").In(l)
}

func commandList(cmd *cobra.Command) string {
	var b strings.Builder
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			fmt.Fprintf(&b, "  %-*s  %s\n", cmd.NamePadding(), c.Name(), c.Short)
		}
	}
	return b.String()
}

// flags prints flags in the order in which they were declared.
func (a *app) flags(set *pflag.FlagSet) string {
	set.SortFlags = false
	return strings.ReplaceAll(set.FlagUsages(), "(default ", a.say("(mặc định ", "(default "))
}

func (a *app) helpCommand() *cobra.Command {
	short := registry.T("Cách dùng của một lệnh", "How to use a command")
	c := a.command(a.say("help [LỆNH]", "help [COMMAND]"), short, short)
	c.Args = count(0, 1)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		target, rest, err := cmd.Root().Find(args)
		if err != nil || len(rest) > 0 {
			return a.noCommand(cmd.Root(), args)
		}
		a.help(target, nil)
		return nil
	}
	return c
}
