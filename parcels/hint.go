package parcels

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"sotay/internal/fold"
)

// hint says why the search found nothing, or not where it was asked: what the commune has
// instead, or which name was probably meant.
func (s *search) hint(ctx context.Context) (*Hint, error) {
	switch {
	case len(s.communes) == 0 && len(s.strange) > 0:
		return s.communeHint(ctx)
	case len(s.communes) > 0:
		return s.numberHint(ctx, s.communes[0], s.ways[0])
	case s.ways[0].sheet == "" && s.Near == nil:
		return &Hint{"sheet_needed", map[string]string{"parcel": s.ways[0].parcel}}, nil
	case s.ways[0].parcel == "":
		return &Hint{"commune_needed", map[string]string{"sheet": s.ways[0].sheet}}, nil
	}
	return &Hint{"parcel_not_found", map[string]string{"sheet": s.ways[0].sheet, "parcel": s.ways[0].parcel}}, nil
}

// streetHint tells that no address names the street, and how to ask for a parcel by its
// numbers instead.
func (s *search) streetHint() *Hint {
	args := map[string]string{"street": asWritten(s.query.text, s.strange), "commune": s.communes[0].Name, "parcel": s.ways[0].parcel}
	if way := s.ways[0]; way.sheet != "" {
		args["sheet"] = way.sheet
	}
	return &Hint{"street_not_found", args}
}

// asWritten finds folded words in the text that they are from.
func asWritten(text string, words []string) string {
	fields := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i := 0; i+len(words) <= len(fields); i++ {
		if slices.EqualFunc(fields[i:i+len(words)], words, func(field, word string) bool { return fold.Marks(field) == word }) {
			return strings.Join(fields[i:i+len(words)], " ")
		}
	}
	return strings.Join(words, " ")
}

// communeHint offers the nearest name for words that name no commune.
func (s *search) communeHint(ctx context.Context) (*Hint, error) {
	args := map[string]string{"commune": asWritten(s.query.text, s.strange)}
	nearest, err := s.Nearest(ctx, s.strange)
	if err != nil {
		return nil, err
	}
	if nearest != "" {
		args["nearest"] = nearest
	}
	return &Hint{"commune_not_found", args}, nil
}

// numberHint tells which sheets the commune has, or which numbers the sheet has.
func (s *search) numberHint(ctx context.Context, c Commune, way reading) (*Hint, error) {
	args := map[string]string{"commune": c.Name}
	for name, value := range map[string]string{"sheet": way.sheet, "parcel": way.parcel, "old": c.OldName} {
		if value != "" {
			args[name] = value
		}
	}
	if !s.public("parcels") {
		return &Hint{"commune_without_parcels", args}, nil
	}
	if !s.public("sheets") {
		return &Hint{"parcel_not_found", args}, nil
	}
	sheets, err := s.texts(ctx, `SELECT sheet_no FROM pub.sheets WHERE commune_code = $1`, c.Code)
	if err != nil {
		return nil, err
	}
	if len(sheets) == 0 {
		return &Hint{"commune_without_parcels", args}, nil
	}
	args["sheets"] = ranges(sheets)
	i := slices.IndexFunc(spellings(way.sheet), func(spelled string) bool { return slices.Contains(sheets, spelled) })
	switch {
	case way.sheet == "":
		return &Hint{"parcel_not_found", args}, nil
	case i < 0:
		return &Hint{"sheet_not_found", args}, nil
	}
	numbers, err := s.texts(ctx, `SELECT parcel_no FROM pub.parcels WHERE commune_code = $1 AND sheet_no = $2`,
		c.Code, spellings(way.sheet)[i])
	if err != nil {
		return nil, err
	}
	args["parcels"] = ranges(numbers)
	return &Hint{"parcel_not_found", args}, nil
}

func (s *search) texts(ctx context.Context, sql string, args ...any) ([]string, error) {
	rows, err := s.Public.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("hint: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("hint: %w", err)
	}
	return list, nil
}

// maxRanges bounds a list of numbers that people are to read.
const maxRanges = 8

// ranges writes numbers as people say them: "1–40, 42–96"; what is no number comes behind.
func ranges(texts []string) string {
	var numbers []int
	var others []string
	for _, t := range texts {
		if n, err := strconv.Atoi(t); err == nil {
			numbers = append(numbers, n)
		} else {
			others = append(others, t)
		}
	}
	slices.Sort(numbers)
	slices.Sort(others)
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] <= numbers[j]+1 {
			j++
		}
		part := strconv.Itoa(numbers[i])
		if numbers[j] > numbers[i] {
			part += "–" + strconv.Itoa(numbers[j])
		}
		parts, i = append(parts, part), j+1
	}
	parts = append(parts, slices.Compact(others)...)
	if len(parts) > maxRanges {
		last := parts[len(parts)-1]
		parts = append(parts[:maxRanges-1], "…", last)
	}
	return strings.Join(parts, ", ")
}
