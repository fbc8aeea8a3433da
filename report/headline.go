package report

import (
	"fmt"
	"strings"

	"trunglap/registry"
)

// A headline says the report in four sentences, in the form in which the
// national list was first announced: so many platforms of so many bodies, so
// many of so many bodies have reported.
type headline struct {
	Platforms string
	Reported  string
	Compared  string
	Found     string
}

func (d *document) headline() headline {
	c, cert := &d.coverage, &d.Run.Certificate
	return headline{
		Platforms: d.platformsLine(),
		Reported: fmt.Sprintf(d.tr("%d/%d cơ quan đã công bố nền tảng; %d cơ quan chưa.", "%d of %d bodies have announced platforms; %d have not."),
			c.Reported, c.Required, c.Required-c.Reported),
		Compared: fmt.Sprintf(d.tr("Đã so từng cặp: %s cặp, bỏ qua %s.", "Every pair compared: %s pairs, %s skipped."),
			d.num(cert.Expected), d.num(cert.Skipped)),
		Found: d.foundLine(),
	}
}

func (d *document) platformsLine() string {
	c := &d.coverage
	s := fmt.Sprintf(d.tr("%s nền tảng số của %s cơ quan", "%s digital platforms of %s bodies"), d.num(int64(c.Platforms)), d.num(int64(c.Owners)))
	if rest := c.Platforms - c.Announced; rest > 0 {
		s += fmt.Sprintf(d.tr(": %s đã được cơ quan chủ quản công bố, %s đang dùng nhưng chưa công bố", ": %s announced by their owner, %s in use but not announced"),
			d.num(int64(c.Announced)), d.num(int64(rest)))
	}
	return s + "."
}

// foundLine counts the findings by relation, strongest relation first.
func (d *document) foundLine() string {
	total, parts := 0, []string{}
	for _, r := range d.relationCounts() {
		total += r.Count
		parts = append(parts, fmt.Sprintf("%s %s", d.num(int64(r.Count)), r.Relation.Text().In(d.lang)))
	}
	if total == 0 {
		return d.tr("Không có phát hiện nào.", "No findings.")
	}
	return fmt.Sprintf(d.tr("%s phát hiện: %s.", "%s findings: %s."), d.num(int64(total)), strings.Join(parts, ", ")) + d.mergedLine()
}

// mergedLine counts the findings between two owners as listed that are one
// body on the day of the report.
func (d *document) mergedLine() string {
	n := 0
	for i := range d.cases {
		if !d.cases[i].hidden && d.cases[i].Owners == registry.Merged {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(d.tr(" Trong đó %s giữa hai cơ quan nay là một (hợp nhất sau sáp nhập).", " Of these, %s between two bodies that are one now (after a merger)."), d.num(int64(n)))
}

// A relationCount is how many findings have one relation.
type relationCount struct {
	Relation registry.Relation
	Count    int
}

// relationCounts are the run's counts that are not zero, in printing order.
func (d *document) relationCounts() []relationCount {
	var out []relationCount
	for _, r := range registry.Relations {
		if n := d.Run.Count[r]; n > 0 {
			out = append(out, relationCount{r, n})
		}
	}
	return out
}

func (d *document) restrictedLine() string {
	n := d.restricted()
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(d.tr("Thêm %d trường hợp với mục hạn chế, không nêu nội dung; liên hệ cơ quan điều phối.",
		"And %d with a restricted entry, shown without content; contact the coordinating body."), n)
}

// holds reports whether the certificate's sum is right and nothing was skipped.
func holds(c *registry.Certificate) bool {
	return c.Skipped == 0 && c.Expected == c.Compared+c.Bounded
}

func (d *document) certificateLines() []string {
	c := &d.Run.Certificate
	sum := fmt.Sprintf(d.tr("Chứng nhận: %s cặp = %s so đầy đủ + %s chứng minh dưới ngưỡng; bỏ qua %s.",
		"Certificate: %s pairs = %s compared in full + %s proved below the threshold; %s skipped."),
		d.num(c.Expected), d.num(c.Compared), d.num(c.Bounded), d.num(c.Skipped))
	if !holds(c) {
		sum += " " + d.tr("KHÔNG KHỚP: đừng dùng báo cáo này.", "IT DOES NOT ADD UP: do not use this report.")
	}
	return []string{
		sum,
		d.tr("Mã phát hiện: ", "Findings digest: ") + c.Digest,
		d.tr("Ảnh chụp danh mục: ", "Snapshot: ") + d.Snapshot.Digest,
		d.tr("Cấu hình: ", "Settings: ") + d.Run.Settings + " · " + d.tr("phiên bản ", "version ") + d.Run.Engine,
	}
}
