// Command gen writes a made-up list of platforms of any size, and the labels
// of the pairs planted in it.
//
//	go run ./testdata/gen -n 100000 -seed 1 -out list.csv -labels gold.csv
//	go run ./testdata/gen -n 100000 -provinces 0 -out ministries.csv
//	go run ./testdata/gen -words -n 100000 -out corpus.csv -labels planted.csv
//
// The same flags write the same bytes. With -words the list is the word corpus
// of the published joins (id, name, function, domain; invented words), made
// byte for byte as its own program makes it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"trunglap/testdata/gen/synthetic"
	"trunglap/testdata/gen/wordcorpus"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	f := flag.NewFlagSet("gen", flag.ContinueOnError)
	var spec synthetic.Spec
	f.IntVar(&spec.N, "n", 1000, "platforms")
	f.Uint64Var(&spec.Seed, "seed", 1, "any number: another seed, other platforms")
	f.IntVar(&spec.Planted, "planted", 5, "of a hundred platforms so many are planted beside another")
	f.IntVar(&spec.Provinces, "provinces", -1, "of a hundred platforms so many belong to a province (default: as many as a country of that size would have)")
	out := f.String("out", "", "the list, as `FILE`.csv; else standard output")
	labels := f.String("labels", "", "the planted pairs, as `FILE`.csv")
	agencies := f.String("agencies", "", "the provinces, as lines for an agencies `FILE`")
	words := f.Bool("words", false, "the word corpus instead")
	if err := f.Parse(args); err != nil {
		return err
	}
	if spec.Provinces < 0 {
		spec.Provinces = synthetic.LocalShare(spec.N)
	}
	if *agencies != "" {
		if err := toFile(*agencies, synthetic.WriteAgencies); err != nil {
			return err
		}
	}
	return toFile(*out, func(list io.Writer) error {
		return toFile(or(*labels, os.DevNull), func(gold io.Writer) error {
			if *words {
				return wordcorpus.Write(list, gold, spec.N, spec.Seed)
			}
			return synthetic.New(spec).WriteCSV(list, gold)
		})
	})
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// toFile writes a file, or standard output if it has no name.
func toFile(name string, write func(io.Writer) error) error {
	if name == "" {
		return write(os.Stdout)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
