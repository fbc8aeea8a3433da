package store

import (
	"slices"

	"trunglap/registry"
)

// Where a finding stands, folded from its entries in ledger order. All of it is
// pure: the same entries give the same decision on every machine, and a status
// report needs nothing but the ledger.
//
// Each entry names the entries its author knew (After), so the entries about a
// pair form a graph as commits do. A ruling counts unless it was undone or the
// author of another ruling that counts knew it. As long as people act in turn
// that leaves the last one. Several are left when two ledgers are merged whose
// people did not know of each other: if those differ, the one that was here
// first stays in force and the others are shown as conflicts, until somebody
// who has seen them all rules again. The same goes for remedies.

// fold computes the decision on a pair.
func fold(p registry.Pair, thread []registry.Entry) registry.Decision {
	d := registry.Decision{Finding: p.ID(), Pair: p, Seq: lastSeq(thread)}
	if len(thread) == 0 {
		d.State = registry.StateOpen
		return d
	}
	gone := undone(thread)
	var live []registry.Entry
	for _, e := range thread {
		if e.Action != registry.Undo && !gone[e.Identity()] {
			live = append(live, e)
		}
	}
	d.Updated = thread[len(thread)-1].At
	for i := range live {
		apply(&d, &live[i])
	}
	rule(&d, standing(thread, live, registry.Rule))
	mend(&d, standing(thread, live, registry.Mend))
	d.State = stateOf(&d, live)
	return d
}

// apply takes over what does not compete: questions, answers, and the history
// of rulings.
func apply(d *registry.Decision, e *registry.Entry) {
	switch e.Action {
	case registry.Ask:
		d.Asked = e.Asked
	case registry.Answer:
		d.Replies = append(d.Replies, registry.Reply{Agency: e.Agency, Reason: e.Reason, Text: e.Text, Document: e.Document, Author: e.Author, At: e.At})
	case registry.Rule:
		d.Rulings = append(d.Rulings, ruling(e))
	}
}

func ruling(e *registry.Entry) registry.Ruling {
	r := registry.Ruling{Seq: e.Seq, Outcome: e.Outcome, Reason: e.Reason, Text: e.Text, Author: e.Author, At: e.At}
	if e.Origin != nil {
		r.Office = e.Origin.Ledger
	}
	return r
}

// rule puts the first standing ruling in force, and beside it those that differ.
func rule(d *registry.Decision, standing []*registry.Entry) {
	for i, e := range standing {
		switch {
		case i == 0:
			d.Outcome, d.Reason, d.Text, d.Author, d.At, d.On = e.Outcome, e.Reason, e.Text, e.Author, e.At, e.On
		case e.Outcome != d.Outcome || e.Reason != d.Reason:
			d.Conflicts = append(d.Conflicts, ruling(e))
		}
	}
}

// mend does the same for remedies.
func mend(d *registry.Decision, standing []*registry.Entry) {
	for i, e := range standing {
		r := &registry.Remedy{Kind: e.Remedy, Status: e.Status, Text: e.Text, Author: e.Author, At: e.At}
		switch {
		case i == 0:
			d.Remedy = r
		case r.Kind != d.Remedy.Kind || r.Status != d.Remedy.Status:
			other := ruling(e)
			other.Remedy = r
			d.Conflicts = append(d.Conflicts, other)
		}
	}
}

// standing picks the live entries of one action that no other live entry of
// that action knew, in ledger order.
func standing(thread, live []registry.Entry, action registry.Action) (out []*registry.Entry) {
	known := map[string]bool{}
	for i := range live {
		if live[i].Action == action {
			for id := range ancestors(thread, live[i].After) {
				known[id] = true
			}
		}
	}
	for i := range live {
		if live[i].Action == action && !known[live[i].Identity()] {
			out = append(out, &live[i])
		}
	}
	return out
}

// stateOf says what the finding waits for. A question asked after the ruling
// opens it again; answers count from the last question on.
func stateOf(d *registry.Decision, live []registry.Entry) registry.State {
	if len(d.Conflicts) > 0 {
		return registry.StateConflict
	}
	for i := len(live) - 1; i >= 0; i-- {
		switch {
		case live[i].Action == registry.Rule && live[i].Outcome != registry.NeedsInformation:
			return registry.StateSettled
		case live[i].Action == registry.Ask && len(unanswered(live[i:])) > 0:
			return registry.StateAsked
		case live[i].Action == registry.Ask:
			return registry.StateAnswered
		}
	}
	return registry.StateOpen
}

// unanswered lists the agencies of the first entry, a question, that no later
// entry answers.
func unanswered(from []registry.Entry) []string {
	waiting := slices.Clone(from[0].Asked)
	for _, e := range from {
		if e.Action == registry.Answer {
			waiting = slices.DeleteFunc(waiting, func(agency string) bool { return agency == e.Agency })
		}
	}
	return waiting
}

// undone collects the identities of entries taken back. Undoing an undo brings
// the entry back, so later undos are looked at first.
func undone(thread []registry.Entry) map[string]bool {
	out := map[string]bool{}
	for i := len(thread) - 1; i >= 0; i-- {
		if e := &thread[i]; e.Action == registry.Undo && !out[e.Identity()] {
			out[e.Undoes] = true
		}
	}
	return out
}

// heads are the identities that no later entry knew, in ledger order.
func heads(thread []registry.Entry) []string {
	known := map[string]bool{}
	for i := range thread {
		for _, id := range thread[i].After {
			known[id] = true
		}
	}
	var out []string
	for i := range thread {
		if id := thread[i].Identity(); !known[id] {
			out = append(out, id)
		}
	}
	return out
}

// ancestors is all that was known to somebody who knew these entries.
func ancestors(thread []registry.Entry, known []string) map[string]bool {
	after := make(map[string][]string, len(thread))
	for i := range thread {
		after[thread[i].Identity()] = thread[i].After
	}
	out := map[string]bool{}
	for todo := slices.Clone(known); len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !out[id] {
			out[id] = true
			todo = append(todo, after[id]...)
		}
	}
	return out
}
