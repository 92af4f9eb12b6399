import { useState } from "preact/hooks";
import { editorText } from "../../texts/editor";
import { whole } from "../../texts/formats";
import { type Difference, type Draft, type FieldName, merged } from "./draft";

/** A field's value as lines to be compared. */
function linesOf(draft: Draft, field: FieldName): string[] {
    switch (field) {
        case "cast":
            return draft.cast.map(({ name, role }) => (role ? `${name} – ${role}` : name));
        case "external_ids":
            return draft.external_ids.map(({ provider, id }) => `${provider}: ${id}`);
        default: {
            const value = draft[field];
            return typeof value === "string" ? (value ? [value] : []) : value;
        }
    }
}

/** A value; of a list is marked what was not so before. */
function Value(props: { draft: Draft; base: Draft; field: FieldName }) {
    const now = linesOf(props.draft, props.field);
    const isList = typeof props.draft[props.field] !== "string";
    const before = isList ? linesOf(props.base, props.field) : now;
    const gone = before.filter((line) => !now.includes(line));
    if (now.length + gone.length === 0) return <span class="hint">{editorText().nothing}</span>;
    return (
        <ul class="conflict-value">
            {now.map((line) => (
                <li key={line} dir="auto">
                    {before.includes(line) ? line : <ins>{line}</ins>}
                </li>
            ))}
            {gone.map((line) => (
                <li key={line} dir="auto">
                    <del>{line}</del>
                </li>
            ))}
        </ul>
    );
}

/**
 * What somebody else changed since the form was filled, against what it has, to choose from field by
 * field. What only they changed is theirs at first, what both changed is mine.
 */
export function Conflict(props: {
    base: Draft;
    mine: Draft;
    theirs: Draft;
    differences: Difference[];
    saving: boolean;
    onSave: (draft: Draft) => void;
    onBack: () => void;
}) {
    const { base, mine, theirs } = props;
    const text = editorText();
    const [taken, setTaken] = useState<ReadonlySet<FieldName>>(
        () => new Set(props.differences.filter(({ both }) => !both).map(({ field }) => field)),
    );
    const take = (field: FieldName, wanted: boolean) => {
        const now = new Set(taken);
        if (wanted) now.add(field);
        else now.delete(field);
        setTaken(now);
    };
    return (
        <form
            class="conflict"
            onSubmit={(event) => {
                event.preventDefault();
                if (!props.saving) props.onSave(merged(mine, theirs, taken));
            }}
        >
            <p class="note" role="alert">
                <strong>{text.conflictTitle}</strong> {text.conflictWhy}
            </p>
            {props.differences.map(({ field, both }, index) => (
                <fieldset key={field} class="panel conflict-field">
                    <legend>
                        {text.fields[field]}{" "}
                        <span class="hint">
                            {both ? text.conflictBoth : text.conflictTheirs}
                            <span class="visually-hidden">
                                {" "}
                                {whole(index + 1)} / {whole(props.differences.length)}
                            </span>
                        </span>
                    </legend>
                    {typeof base[field] === "string" && (
                        <p class="hint" dir="auto">
                            {text.before(base[field] || text.nothing)}
                        </p>
                    )}
                    <div class="conflict-sides">
                        {[false, true].map((theirSide) => (
                            <label key={String(theirSide)} class="conflict-side">
                                <span class="check">
                                    <input
                                        type="radio"
                                        name={field}
                                        checked={taken.has(field) === theirSide}
                                        onChange={() => take(field, theirSide)}
                                    />
                                    <strong>{theirSide ? text.theirs : text.mine}</strong>
                                </span>
                                <Value
                                    draft={theirSide ? theirs : mine}
                                    base={base}
                                    field={field}
                                />
                            </label>
                        ))}
                    </div>
                </fieldset>
            ))}
            <div class="row">
                <button type="submit" class="button primary" aria-disabled={props.saving}>
                    {props.saving ? text.saving : text.saveChoice}
                </button>
                <button type="button" class="button" onClick={props.onBack}>
                    {text.backToForm}
                </button>
            </div>
        </form>
    );
}
