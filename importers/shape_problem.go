package importers

// ShapefileError says why a Shapefile, or a zip of Shapefiles, cannot be read at all.
// Its Problem has the words for a person in both languages.
type ShapefileError struct {
	Path    string
	Problem Problem
	// Err is the cause, nil where the file's content is the cause.
	Err error
}

// Error gives the path and what is wrong, in English.
func (e *ShapefileError) Error() string {
	s := e.Path + ": " + e.Problem.What.En
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Words says what is wrong and what to do about it; of a usual trouble with a file, that.
func (e *ShapefileError) Words() Words {
	if w, known := fileWords(e.Err); known {
		return w
	}
	what, todo := e.Problem.What, e.Problem.Todo
	return Words{Vi: what.Vi + " " + todo.Vi, En: what.En + " " + todo.En}
}

// Unwrap gives a *Refused with the problem's code, and the cause.
func (e *ShapefileError) Unwrap() []error {
	errs := []error{&Refused{Code: e.Problem.Code, Reason: e.Words()}}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

// refuse makes the error of a file that cannot be read.
func (f finding) refuse(path string, err error) error {
	f.severity = Error
	return &ShapefileError{Path: path, Problem: f.at(0, "", ""), Err: err}
}
