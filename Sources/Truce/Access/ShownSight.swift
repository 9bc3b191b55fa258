extension ShownRecord {
    /// Whether the asker sees this field of the record, or the list that the field is. Whatever a filter, an order or a
    /// count rests on is asked here, so that it tells no more than the record itself.
    package func shows(_ field: String, to asker: Asker) -> Bool {
        let relation = relation(to: asker)
        let visible = AccessTable.visible(to: asker, relation)
        guard visible.contains(FieldSet(Self.existence)), let shown = Self.shown.first(where: { $0.name == field })
        else {
            return false
        }
        return shown.isVisible(in: self, ShownView(asker: asker, relation: relation, visible: visible))
    }
}
