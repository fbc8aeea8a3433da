package intake_test

import (
	"context"
	"fmt"
	"strings"

	"trunglap/intake"
	"trunglap/registry"
)

func ExampleRead() {
	file := `Mã;Cơ quan;Tên nền tảng;Chức năng
A-1;Bộ Tài chính;Cổng thuế điện tử;Kê khai và nộp thuế
A-2;Bộ Tài chánh;Kho dữ liệu;Lưu trữ
`
	res, err := intake.Read(context.Background(), "danh-muc.csv", strings.NewReader(file), intake.Options{})
	if err != nil {
		fmt.Println(registry.Explain(err, registry.EN))
		return
	}
	for _, p := range res.Platforms {
		fmt.Println(p.ID, p.Agency, p.NameVI)
	}
	for _, n := range res.Notes {
		fmt.Println(n.EN)
	}
	for _, e := range res.Errors {
		fmt.Println(e.Message(registry.EN))
	}
	// Output:
	// A-1 BTC Cổng thuế điện tử
	// cells are separated by a semicolon
	// danh-muc.csv, line 3, column 2 (Cơ quan): the agency is not known: "Bộ Tài chánh"; nearest: BTC (Ministry of Finance), BTP (Ministry of Justice), CT (Department of Taxation)
}
