package importers

// Words names the state, as the end of “the import is …”.
func (s State) Words() Words {
	switch s {
	case StateStaging:
		return Words{"đang đọc", "staging"}
	case StateQuestion:
		return Words{"chờ trả lời", "question"}
	case StateStaged:
		return Words{"chờ áp dụng", "staged"}
	case StateApplied:
		return Words{"đã áp dụng", "applied"}
	case StateUndone:
		return Words{"đã hoàn tác", "undone"}
	case StateFailed:
		return Words{"thất bại", "failed"}
	case StateDiscarded:
		return Words{"đã bỏ", "discarded"}
	}
	return Words{string(s), string(s)}
}

// Next says what can be done with an import in the state.
func (s State) Next(id int64) Words {
	switch s {
	case StateStaging:
		return Words{"Chờ đọc xong.", "Wait until it is read."}
	case StateQuestion:
		return Words{"Nhập lại tệp và trả lời câu hỏi.", "Import the file again and answer the question."}
	case StateStaged:
		return wordsf("Áp dụng: sotay imports apply %[1]d; bỏ: sotay imports discard %[1]d.", "To apply it: sotay imports apply %[1]d; to discard it: sotay imports discard %[1]d.", id)
	case StateApplied:
		return wordsf("Hoàn tác: sotay imports undo %d.", "To undo it: sotay imports undo %d.", id)
	}
	return Words{"Nhập lại tệp nếu cần.", "Import the file again if need be."}
}

// wrongState refuses what cannot be done with an import in its state, and says what can.
func wrongState(id int64, s State) error {
	said, next := s.Words(), s.Next(id)
	return refuse("wrong_state", "Lần nhập %[1]d ở trạng thái “%[2]s”. %[4]s", "Import %[1]d is in state %[3]q. %[5]s", id, said.Vi, said.En, next.Vi, next.En)
}
