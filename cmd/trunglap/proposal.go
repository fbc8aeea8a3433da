package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/intake"
	"trunglap/registry"
	"trunglap/similarity"
)

// Where proposals come from: flags, a file, or the person at the terminal. All
// three are read by intake, so that a user group or a scope means the same
// whichever way it is given.

// A proposal is what flags or answers say, field by field, as typed.
type proposal struct {
	id, agency, name, nameEN, purpose, function, functionEN string
	domains, users, replaces                                []string
	scope, mandate, parent                                  string
}

func (p *proposal) empty() bool {
	return p.id+p.agency+p.name+p.nameEN+p.purpose+p.function+p.functionEN+p.scope+p.mandate+p.parent == "" &&
		len(p.domains)+len(p.users)+len(p.replaces) == 0
}

func (a *app) proposalFlags(c *cobra.Command, k *checking) {
	f, p := c.Flags(), &k.proposed
	f.StringVar(&k.from, "from", "", a.say("đọc đề xuất từ tệp `FILE` (YAML, JSON, CSV, XLSX; - là stdin: CSV hoặc JSON)", "read proposals from `FILE` (YAML, JSON, CSV, XLSX; - is stdin: CSV or JSON)"))
	f.BoolVar(&k.goodRows, "accept-good-rows", false, a.say("kiểm tra các dòng đúng dù có dòng sai", "check the good rows although others are wrong"))
	f.StringVar(&p.name, "name", "", a.say("tên `TEXT` của nền tảng đề xuất", "name `TEXT` of the proposed platform"))
	f.StringVar(&p.nameEN, "name-en", "", a.say("tên tiếng Anh `TEXT`", "name in English `TEXT`"))
	f.StringVar(&p.agency, "agency", "", a.say("cơ quan đề xuất `CODE`", "proposing agency `CODE`"))
	f.StringVar(&p.purpose, "purpose", "", a.say("mục đích `TEXT`", "purpose `TEXT`"))
	f.StringVar(&p.function, "function", "", a.say("chức năng `TEXT`", "functions `TEXT`"))
	f.StringVar(&p.functionEN, "function-en", "", a.say("chức năng bằng tiếng Anh `TEXT`", "functions in English `TEXT`"))
	f.StringArrayVar(&p.domains, "domain", nil, a.say("nhóm dữ liệu `TEXT`; lặp lại hoặc cách nhau bằng dấu chấm phẩy", "data group `TEXT`; repeated, or separated by semicolons"))
	f.StringArrayVar(&p.users, "users", nil, a.say("đối tượng sử dụng `TEXT`; lặp lại hoặc cách nhau bằng dấu chấm phẩy", "users `TEXT`; repeated, or separated by semicolons"))
	f.StringVar(&p.scope, "scope", "", a.say("phạm vi sử dụng `TEXT`: quốc gia, ngành, cấp bộ, cấp tỉnh…", "scope of use `TEXT`: national, sector, one ministry, one province…"))
	f.StringVar(&p.mandate, "mandate", "", a.say("văn bản giao xây dựng `TEXT`", "decision or law that requires it `TEXT`"))
	f.StringVar(&p.parent, "parent", "", a.say("là bộ phận của nền tảng `ID`", "is a part of platform `ID`"))
	f.StringArrayVar(&p.replaces, "replaces", nil, a.say("thay thế nền tảng `ID`; có thể lặp lại", "replaces platform `ID`; may be repeated"))
	f.StringVar(&p.id, "id", "", a.say("mã `ID` của đề xuất (mặc định: theo nội dung)", "id `ID` of the proposal (default: after its content)"))
}

// askable refuses calls that give nothing to check, before the registry is read.
func (a *app) askable(k *checking) error {
	switch {
	case k.from != "" && !k.proposed.empty():
		return usage(registry.T("dùng --from hoặc các tùy chọn của một đề xuất, không dùng cả hai", "use --from or the flags of one proposal, not both"))
	case k.from == "" && k.proposed.empty() && !a.terminal():
		return usage(registry.T("chưa có đề xuất: dùng --name và --function, hoặc --from TỆP, hoặc chạy trên màn hình lệnh để được hỏi",
			"no proposal: use --name and --function, or --from FILE, or run at a terminal to be asked"))
	case k.from == "" && !k.proposed.empty() && k.proposed.name+k.proposed.nameEN == "":
		return usage(registry.T("đề xuất cần có tên: --name", "a proposal needs a name: --name"))
	}
	return a.resolveProposer(&k.proposed.agency)
}

// resolveProposer recognises a known agency; provinces and others that the
// directory lacks may propose too.
func (a *app) resolveProposer(s *string) error {
	known := *s
	if err := a.resolveAgency(&known); err == nil {
		*s = known
	}
	return nil
}

// proposals reads what is to be checked.
func (a *app) proposals(ctx context.Context, k *checking, c *similarity.Checker) ([]registry.Platform, error) {
	if k.from != "" {
		return a.proposalsFrom(ctx, k)
	}
	if k.proposed.empty() {
		asked, err := a.ask(ctx, c)
		if err != nil {
			return nil, err
		}
		k.proposed = asked
	}
	p, err := a.parsed(ctx, &k.proposed)
	return []registry.Platform{p}, err
}

func (a *app) proposalsFrom(ctx context.Context, k *checking) ([]registry.Platform, error) {
	res, err := a.readProposals(ctx, k.from)
	if err != nil {
		return nil, err
	}
	a.showIntake(res)
	switch {
	case res.Rejected > 0 && !k.goodRows:
		return nil, registry.Invalid(registry.Tf("%s: số dòng có lỗi: %d; hãy sửa tệp hoặc dùng --accept-good-rows",
			"%s: rows with errors: %d; mend the file or use --accept-good-rows", k.from, res.Rejected))
	case len(res.Platforms) == 0:
		return nil, registry.Invalid(registry.Tf("%s: không có đề xuất nào", "%s: there is no proposal", k.from))
	}
	for i := range res.Platforms {
		res.Platforms[i].List = "" // a proposal stands in no list
	}
	return res.Platforms, nil
}

// asProposal reads files with what proposals may leave out.
func asProposal() intake.Options { return intake.Options{Loose: true, Proposal: true} }

// readProposals reads a file of proposals. A single JSON object may come
// without an id, as a YAML one may: the name of its file stands in. Of the
// certificate of an earlier check the proposal is taken.
func (a *app) readProposals(ctx context.Context, name string) (intake.Result, error) {
	if name != "-" && !strings.EqualFold(filepath.Ext(name), ".json") {
		return a.readFile(ctx, name, asProposal())
	}
	data, err := a.readAll(name)
	if err != nil {
		return intake.Result{}, err
	}
	base := filepath.Base(name)
	if name == "-" {
		base = "stdin"
	}
	var item struct{ Format, Proposal json.RawMessage }
	if json.Unmarshal(data, &item) == nil && string(item.Format) == strconv.Quote(registry.CheckCertificateFormat) && item.Proposal != nil {
		data = item.Proposal
	}
	res, err := intake.Read(ctx, base, bytes.NewReader(data), asProposal())
	if err == nil && len(res.Platforms) == 1 && res.Platforms[0].ID == "" && bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		res.Platforms[0].ID = strings.TrimSuffix(base, filepath.Ext(base))
	}
	return res, err
}

// parsed reads typed fields as intake reads a file.
func (a *app) parsed(ctx context.Context, p *proposal) (registry.Platform, error) {
	item := map[string]any{}
	set := func(field, value string) {
		if value = strings.TrimSpace(value); value != "" {
			item[field] = value
		}
	}
	set("id", p.id)
	set("agency", p.agency)
	set("name", p.name)
	set("name_en", p.nameEN)
	set("purpose", p.purpose)
	set("function", p.function)
	set("function_en", p.functionEN)
	set("data_domains", strings.Join(p.domains, ";"))
	set("users", strings.Join(p.users, ";"))
	set("scope", p.scope)
	set("mandate", p.mandate)
	set("parent", p.parent)
	set("replaces", strings.Join(p.replaces, ";"))
	data, err := json.Marshal(item)
	if err != nil {
		return registry.Platform{}, err
	}
	res, err := intake.Read(ctx, a.say("đề xuất", "proposal"), bytes.NewReader(data), intake.Options{Format: intake.JSON, Loose: true, Proposal: true})
	switch {
	case err != nil:
		return registry.Platform{}, err
	case len(res.Errors) > 0:
		return registry.Platform{}, res.Errors[0]
	}
	out := res.Platforms[0]
	out.List, out.Source = "", registry.Source{}
	return out, nil
}
