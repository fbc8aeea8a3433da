package text

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// A corpus is a text as numbers of words, with signs between them.
type corpus struct {
	stream     []int32 // word numbers and signs
	words      []string
	index      map[string]int32
	paragraphs int
	size       int64 // of the source in bytes, 0 if not known
}

const (
	signBreak     int32 = -1 - iota // a phrase ends
	signComma                       // a comma or slash: no word reaches across, but the two stand side by side
	signParagraph                   // a paragraph ends
)

// maxParagraph bounds what one line may cost.
const maxParagraph = 16 << 20

// A meter tells how much of a source of known size was read.
type meter struct {
	r        io.Reader
	done     int64
	total    int64 // 0: not known
	progress func(done, total int64)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.done += int64(n)
	m.progress(m.done, 2*m.total) // learning counts as much as reading
	return n, err
}

func sizeOf(r io.Reader) int64 {
	if f, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return 0
}

func readCorpus(ctx context.Context, r io.Reader, progress func(done, total int64)) (*corpus, error) {
	in := bufio.NewReaderSize(&meter{r: r, total: sizeOf(r), progress: progress}, 1<<20)
	if head, _ := in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		zr, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		in = bufio.NewReaderSize(zr, 1<<20)
	}
	c := &corpus{index: map[string]int32{}, size: sizeOf(r)}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<16), maxParagraph)
	for n := 1; lines.Scan(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		line := lines.Text()
		if _, paragraph, ok := strings.Cut(line, "\t"); ok {
			line = paragraph
		}
		c.add(line)
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, &StatsError{
			fmt.Sprintf("đoạn văn sau đoạn thứ %d dài hơn %d MB; ngữ liệu cần mỗi dòng một đoạn văn", c.paragraphs, maxParagraph>>20),
			fmt.Sprintf("the paragraph after number %d is longer than %d MB; a corpus has a paragraph on each line", c.paragraphs, maxParagraph>>20)}
	case err != nil:
		return nil, err
	case c.paragraphs == 0:
		return nil, &StatsError{"không có chữ nào; ngữ liệu cần mỗi dòng một đoạn văn", "there is no text; a corpus has a paragraph on each line"}
	}
	return c, nil
}

// add appends a paragraph.
func (c *corpus) add(s string) {
	tokens := Tokenize(s)
	if len(tokens) == 0 {
		return
	}
	for i := range tokens {
		c.stream = append(c.stream, c.number(tokens[i].Toned))
		switch {
		case i+1 == len(tokens):
		case tokens[i].Break:
			c.stream = append(c.stream, signBreak)
		case strings.ContainsAny(s[tokens[i].End:tokens[i+1].Start], ",/"):
			c.stream = append(c.stream, signComma)
		}
	}
	c.stream = append(c.stream, signParagraph)
	c.paragraphs++
}

func (c *corpus) number(w string) int32 {
	i, ok := c.index[w]
	if !ok {
		i = int32(len(c.words))
		w = strings.Clone(w)
		c.words = append(c.words, w)
		c.index[w] = i
	}
	return i
}
