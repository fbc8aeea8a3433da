package intake

import (
	"bufio"
	"context"
	"io"
	"strconv"

	"trunglap/registry"
)

// ReadTotals reads the counts that a list states for itself: a CSV of agency
// and count (headers agency/cơ quan and count/số lượng, or none). The counts
// are returned by agency code, for List.Stated; a row "total"/"tổng" is kept
// under registry.StatedTotal, a row "bodies"/"số cơ quan" (how many answered)
// under registry.StatedBodies. Any fault refuses the file: a check must not be partial.
func ReadTotals(ctx context.Context, name string, r io.Reader, agencies *registry.Agencies) (map[string]int, error) {
	rd := NewReader(name, r, Options{Agencies: agencies})
	br := bufio.NewReaderSize(rd.src, sampleSize)
	head, err := br.Peek(sampleSize)
	if err != nil && err != io.EOF {
		return nil, rd.wrap(err)
	}
	if _, err := formatOf(name, head, CSV); err != nil {
		return nil, err
	}
	records, err := rd.csvRecords(br, head)
	if err != nil {
		return nil, rd.wrap(err)
	}
	totals := map[string]int{}
	for rec, err := range records {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, rd.wrap(err)
		}
		if fault := addTotal(totals, rec, rd.opts.Agencies); fault != nil {
			return nil, fault
		}
	}
	return totals, nil
}

func addTotal(totals map[string]int, rec record, agencies *registry.Agencies) error {
	fault := func(i int, found string, reason, remedy registry.Text) error {
		return &registry.RowError{Source: rec.source, Index: i, Found: shorten(found), Reason: reason, Remedy: remedy}
	}
	switch {
	case rec.fault != nil:
		return rec.fault
	case blank(rec.cells):
		return nil
	case len(rec.cells) != 2:
		return fault(0, "", registry.Tf("dòng có %d ô, cần 2: cơ quan và số lượng", "the row has %d cells, not 2: agency and count", len(rec.cells)), registry.Text{})
	}
	who, count := clean(rec.cells[0]), clean(rec.cells[1])
	n, err := strconv.Atoi(count)
	if err != nil && rec.source.Row == 1 {
		return nil // the header
	}
	if err != nil || n < 0 {
		return fault(2, count, registry.T("số lượng không hợp lệ", "the count is not valid"), registry.T("ghi một số nguyên không âm", "give a whole number"))
	}
	code := ""
	switch fold(who) {
	case "total", "tong", "tong so", "tong cong":
		code = registry.StatedTotal
	case "bodies", "so co quan", "co quan cong bo", "so co quan cong bo":
		code = registry.StatedBodies
	default:
		if code = findAgency(agencies, who); code == "" {
			return fault(1, who, registry.T("không nhận ra cơ quan", "the agency is not known"), registry.T("ghi mã hoặc tên cơ quan", "give the code or name of the agency"))
		}
	}
	if _, ok := totals[code]; ok {
		return fault(1, who, registry.T("cơ quan bị lặp", "the agency is repeated"), registry.Text{})
	}
	totals[code] = n
	return nil
}
