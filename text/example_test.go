package text_test

import (
	"fmt"

	"trunglap/text"
)

func ExampleToned() {
	fmt.Println(text.Toned("Ðăng ký HOÁ đơn,  quản lí kĩ thuật"))
	// Output: đăng ký hóa đơn quản lý kỹ thuật
}

func ExampleFolded() {
	fmt.Println(text.Folded("Hải quan"), text.Folded("hải quân"))
	// Output: hai quan hai quan
}

func ExampleTokenize() {
	for _, t := range text.Tokenize("Khoẻ mạnh; C06") {
		fmt.Println(t.Raw, t.Toned, t.Folded, t.Marked, t.Break)
	}
	// Output:
	// Khoẻ khỏe khoe true false
	// mạnh mạnh manh true true
	// C06 c06 c06 false false
}

func ExampleLexicon_Analyze() {
	f := text.Default().Analyze("CSDL hộ tịch phục vụ giải quyết TTHC, TT 01")
	for _, m := range f.Concepts {
		fmt.Printf("%-24s %s\n", m.Concept, m.Phrase)
	}
	fmt.Println("not written out:", f.Ambiguous)
	// Output:
	// civil-status-database    cơ sở dữ liệu hộ tịch
	// support-boilerplate      phục vụ
	// one-stop-shop            giải quyết thủ tục hành chính
	// administrative-procedure thủ tục hành chính
	// not written out: [TT]
}

func ExampleLexicon_Concept() {
	c, _ := text.Default().Concept("fishing-vessel-tracking")
	fmt.Println(c.Kind, c.Broader, c.LabelVI)
	// Output: object [fishing-vessel] giám sát hành trình tàu cá
}

func ExampleIsSyllable() {
	fmt.Println(text.IsSyllable("nghiêng"), text.IsSyllable("mat"), text.IsSyllable("data"))
	// Output: true false false
}
