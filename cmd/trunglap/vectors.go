package main

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/text"
)

func (a *app) vectorsCommand() *cobra.Command {
	short := registry.T("Thống kê từ ngữ học từ văn bản", "Term statistics learnt from texts")
	c := a.command("vectors train", short, short)
	c.RunE = func(*cobra.Command, []string) error {
		return usage(registry.T("nêu lệnh con: trunglap vectors train", "name the subcommand: trunglap vectors train"))
	}
	c.AddCommand(a.vectorsTrainCommand())
	return c
}

func (a *app) vectorsTrainCommand() *cobra.Command {
	c := a.command(a.say("train NGỮ_LIỆU --out TỆP [tùy chọn]", "train CORPUS --out FILE [flags]"),
		registry.T("Học thống kê từ ngữ từ ngữ liệu", "Learn term statistics from a corpus"),
		registry.T(
			`Học độ hiếm của từ, từ hai âm tiết và từ dùng gần nhau từ ngữ liệu: mỗi dòng một đoạn văn, hoặc "đề mục<TAB>đoạn văn"; nhận cả gzip.
--in-domain thêm độ hiếm trong mô tả của các danh mục. Cùng đầu vào thì cùng kết quả, đến từng byte.`,
			`Learns from a corpus how rare words are, which pairs of syllables are words, and which words are used alike: a paragraph
on each line, or "heading<TAB>paragraph"; gzip is recognised. --in-domain adds the rarity among the descriptions of lists.
The same input gives the same bytes.`))
	c.Example = "  trunglap vectors train law.tsv.gz --out stats.bin --in-domain testdata/vn/platforms-2024.csv"
	c.Args = count(1, 1)
	out := c.Flags().String("out", "", a.say("tệp kết quả `FILE`", "result `FILE`"))
	lists := c.Flags().StringArray("in-domain", nil, a.say("danh mục `FILE`, có thể lặp lại", "list `FILE`, may be repeated"))
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if *out == "" {
			return usage(registry.T("thiếu --out", "--out is missing"))
		}
		return a.trainVectors(cmd.Context(), args[0], *lists, *out)
	}
	return c
}

func (a *app) trainVectors(ctx context.Context, corpus string, lists []string, out string) error {
	inDomain, err := a.descriptions(ctx, lists)
	if err != nil {
		return err
	}
	f, err := os.Open(corpus)
	if err != nil {
		return err
	}
	defer f.Close()
	advance, done := a.progress(a.say("học thống kê", "learning"))
	defer done()
	return a.writeFile(out, func(w io.Writer) error {
		return text.TrainFile(ctx, f, w, advance, inDomain...)
	})
}

// descriptions are the texts of all platforms of some lists, one for each platform.
func (a *app) descriptions(ctx context.Context, lists []string) ([]string, error) {
	var texts []string
	for _, name := range lists {
		of, _, err := a.descriptionsIn(ctx, name)
		if err != nil {
			return nil, err
		}
		texts = append(texts, of...)
	}
	return texts, nil
}
