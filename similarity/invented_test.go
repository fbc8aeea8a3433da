package similarity

import (
	"strings"

	"pgregory.net/rapid"

	"trunglap/registry"
)

// The words that invented records are made of: ordinary government Vietnamese,
// words that the thesaurus knows under several names, slips and look-alikes,
// English, codes and things that are no words at all.
var (
	inventedWords = strings.Fields("quản lý hệ thống thông tin nền tảng quốc gia cơ sở dữ liệu đất đai dân cư hải quan hải quân " +
		"thuế thuê cấp giấy phép lái xe hộ tịch giám sát tàu cá bệnh án điện tử học liệu đấu giá tài sản công trực tuyến " +
		"thốg thông hoà hòa quy qui CSDL VNeID TTHC 2024 07")
	inventedEnglish = strings.Fields("national database land registers registry licences licence driving customs navy " +
		"services service managing manages population health records e-invoice portal the of and")
	inventedOdd   = []string{"😀", "ប្រជាជន", "数据库", "(a+)+$", "[[", "\\", "%s", "\u200b", "\x00", "\xff", "...", "C++", "ﬁ"}
	inventedUsers = []string{"citizens", "businesses", "agencies", "localities", "công dân", "ngư dân", ""}
	inventedData  = []string{"đất đai", "dân cư", "tài sản công", "hóa đơn điện tử", "land", "population", "PERS", "tàu cá", "?"}
	inventedBody  = []string{"BTC", "BCA", "BNV", "BTTTT", "BKHCN", "UBND-001", "UBND-002", ""}
)

// sentence draws some words, with the punctuation that ends phrases.
func sentence(words []string, limit int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		picked := rapid.SliceOfN(rapid.SampledFrom(words), 0, limit).Draw(t, "words")
		var b strings.Builder
		for _, w := range picked {
			b.WriteString(w + rapid.SampledFrom([]string{" ", " ", " ", " ", ", ", ". ", "; ", " ("}).Draw(t, "stop"))
		}
		return strings.TrimSpace(b.String())
	})
}

// vietnamese draws ordinary Vietnamese text with its marks.
func vietnamese(limit int) *rapid.Generator[string] { return sentence(inventedWords, limit) }

// anyText draws Vietnamese, unmarked Vietnamese, English, oddities, or any
// string at all.
func anyText(limit int) *rapid.Generator[string] {
	return rapid.OneOf(
		vietnamese(limit),
		sentence(strings.Fields("he thong quan ly dat dai hai quan thue cap giay phep dan cu"), limit),
		sentence(inventedEnglish, limit),
		sentence(append(append(inventedOdd[:len(inventedOdd):len(inventedOdd)], inventedWords...), inventedEnglish...), limit),
		rapid.String(),
	)
}

// platformOfTexts draws a platform whose texts come from the given generators.
func platformOfTexts(id string, vi, en *rapid.Generator[string]) *rapid.Generator[registry.Platform] {
	return rapid.Custom(func(t *rapid.T) registry.Platform {
		text := func(g *rapid.Generator[string], label string) string {
			if rapid.IntRange(0, 4).Draw(t, label+" missing") == 0 {
				return ""
			}
			return g.Draw(t, label)
		}
		return registry.Platform{
			ID: id, Agency: rapid.SampledFrom(inventedBody).Draw(t, "agency"),
			NameVI: text(vi, "name_vi"), NameEN: text(en, "name_en"),
			FunctionVI: text(vi, "function_vi"), FunctionEN: text(en, "function_en"),
			Domains: rapid.SliceOfN(rapid.SampledFrom(inventedData), 0, 3).Draw(t, "domains"),
			Users:   rapid.SliceOfN(rapid.SampledFrom(inventedUsers), 0, 3).Draw(t, "users"),
			List:    rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "list"),
			Mandate: rapid.SampledFrom([]string{"", "1/QĐ-TTg"}).Draw(t, "mandate"),
		}
	})
}

// anyPlatform draws a platform that may hold anything anywhere.
func anyPlatform(id string) *rapid.Generator[registry.Platform] {
	return platformOfTexts(id, anyText(14), anyText(14))
}

// plainPlatform draws a platform with ordinary texts in the right columns.
func plainPlatform(id string) *rapid.Generator[registry.Platform] {
	return platformOfTexts(id, vietnamese(14), sentence(inventedEnglish, 14))
}
