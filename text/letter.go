package text

// The twelve vowels of Vietnamese by tone, in the order of the tone numbers
// below. A letter of the alphabet is a vowel, a tone and nothing else, so that
// spelling repair can take the tone off, think, and put it back elsewhere.
const (
	level   = iota // ngang: no mark
	falling        // huyền
	rising         // sắc
	asking         // hỏi
	broken         // ngã
	heavy          // nặng
)

var toneTable = [...][6]rune{
	{'a', 'à', 'á', 'ả', 'ã', 'ạ'},
	{'ă', 'ằ', 'ắ', 'ẳ', 'ẵ', 'ặ'},
	{'â', 'ầ', 'ấ', 'ẩ', 'ẫ', 'ậ'},
	{'e', 'è', 'é', 'ẻ', 'ẽ', 'ẹ'},
	{'ê', 'ề', 'ế', 'ể', 'ễ', 'ệ'},
	{'i', 'ì', 'í', 'ỉ', 'ĩ', 'ị'},
	{'o', 'ò', 'ó', 'ỏ', 'õ', 'ọ'},
	{'ô', 'ồ', 'ố', 'ổ', 'ỗ', 'ộ'},
	{'ơ', 'ờ', 'ớ', 'ở', 'ỡ', 'ợ'},
	{'u', 'ù', 'ú', 'ủ', 'ũ', 'ụ'},
	{'ư', 'ừ', 'ứ', 'ử', 'ữ', 'ự'},
	{'y', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ'},
}

// A letter says what one lower-case rune is to Vietnamese spelling.
type letter struct {
	plain rune // without the tone: ấ -> â; 0 for a rune that is no letter of the alphabet
	base  rune // without any mark:  ấ -> a
	tone  uint8
	code  uint8 // number of the plain letter, from 1
	vowel bool
}

// marked reports whether the letter could not have been typed without marks.
func (l letter) marked() bool { return l.plain != 0 && (l.tone != level || l.plain != l.base) }

const letterLimit = 0x1EFA // one past the last Vietnamese letter, ỹ

// letters is indexed by rune. It also knows f, j, w, z, so that folding and
// the fast path of the scanner need one table only.
var letters = buildLetters()

func buildLetters() *[letterLimit]letter {
	var t [letterLimit]letter
	code := uint8(0)
	for r := 'a'; r <= 'z'; r++ {
		code++
		t[r] = letter{plain: r, base: r, code: code}
	}
	code++
	t['đ'] = letter{plain: 'đ', base: 'd', code: code}
	bases := []rune("aaaeeiooouuy")
	for v, row := range toneTable {
		code++
		for tone, r := range row {
			t[r] = letter{plain: row[0], base: bases[v], tone: uint8(tone), code: code, vowel: true}
		}
	}
	return &t
}

// letterOf looks a lower-case rune up; the zero letter is "not ours".
func letterOf(r rune) letter {
	if r < 0 || r >= letterLimit {
		return letter{}
	}
	return letters[r]
}

// withTone puts a tone on a toneless vowel.
func withTone(plain rune, tone uint8) rune {
	for _, row := range toneTable {
		if row[0] == plain {
			return row[tone]
		}
	}
	return plain
}
