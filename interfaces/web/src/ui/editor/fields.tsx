import { useId, useRef } from "preact/hooks";
import { editorText } from "../../texts/editor";
import { Field } from "../field";
import type { Draft, Errors, ListName } from "./draft";

export interface Part {
    draft: Draft;
    errors: Errors;
    change: (change: Partial<Draft>) => void;
}

type TextName = "title" | "original_title" | "release_year" | "runtime_minutes" | "poster_url";

export function TextField(props: Part & { field: TextName; numeric?: boolean; literal?: boolean }) {
    const { draft, errors, change, field } = props;
    const text = editorText();
    const hints: Partial<Record<TextName, string>> = text.hints;
    return (
        <Field
            label={text.fields[field]}
            name={field}
            value={draft[field]}
            hint={hints[field]}
            wrong={errors.get(field)}
            literal={props.literal ?? props.numeric ?? false}
            onValue={(value) => change({ [field]: value })}
        />
    );
}

export function Description({ draft, errors, change }: Part) {
    const text = editorText();
    const id = useId();
    const wrong = errors.get("description");
    return (
        <div class="field">
            <label for={id}>{text.fields.description}</label>
            <textarea
                id={id}
                name="description"
                rows={5}
                dir="auto"
                value={draft.description}
                aria-invalid={wrong ? true : undefined}
                aria-describedby={wrong ? `${id}-hint ${id}-wrong` : `${id}-hint`}
                onInput={(event) => change({ description: event.currentTarget.value })}
            />
            <p class="hint" id={`${id}-hint`}>
                {text.hints.description}
            </p>
            {wrong && (
                <p class="wrong" id={`${id}-wrong`}>
                    {wrong}
                </p>
            )}
        </div>
    );
}

interface Column<Row> {
    key: keyof Row & string;
    label: string;
    /** Of a datalist with what one may want. */
    list?: string | undefined;
    literal?: boolean;
}

interface LinesProps<Row> {
    /** As the API calls it. */
    name: string;
    legend: string;
    hint?: string | undefined;
    addLabel: string;
    rows: readonly Row[];
    empty: Row;
    columns: Column<Row>[];
    errors: Errors;
    /** What the API blames when the column of that row is wrong. */
    blamed: (index: number, column: string) => string[];
    onRows: (rows: Row[]) => void;
    /** In the order of which something is said. */
    ordered?: boolean;
}

/** A list whose entries are lines of one input or more. Enter adds a line after this one. */
function Lines<Row extends Record<string, string>>(props: LinesProps<Row>) {
    const { name, rows, columns, errors, onRows } = props;
    const text = editorText();
    const id = useId();
    const element = useRef<HTMLFieldSetElement>(null);
    const focusLine = (index: number) =>
        setTimeout(() => {
            const lines = element.current?.querySelectorAll<HTMLInputElement>("[data-first]");
            const target = lines?.[Math.min(index, lines.length - 1)];
            if (target) target.focus();
            else element.current?.querySelector<HTMLElement>(".lines-add")?.focus();
        });
    const insert = (index: number) => {
        onRows([...rows.slice(0, index), props.empty, ...rows.slice(index)]);
        focusLine(index);
    };
    const remove = (index: number) => {
        onRows(rows.filter((_, other) => other !== index));
        focusLine(index);
    };
    const moveUp = (index: number) => {
        const moved = [...rows];
        moved.splice(index - 1, 2, rows[index]!, rows[index - 1]!);
        onRows(moved);
        focusLine(index - 1);
    };
    const wrongAt = (index: number, column: string) =>
        props
            .blamed(index, column)
            .map((field) => errors.get(field))
            .find(Boolean);
    const wrong = errors.get(name);
    return (
        <fieldset
            ref={element}
            class="lines"
            data-columns={columns.length}
            aria-describedby={
                [props.hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ") ||
                undefined
            }
        >
            <legend>{props.legend}</legend>
            {rows.length > 0 && (
                <ul>
                    {rows.map((row, index) => {
                        const called = row[columns[0]!.key]?.trim() || text.emptyEntry;
                        return (
                            <li key={index} class="line">
                                {columns.map((column, place) => {
                                    const bad = wrongAt(index, column.key);
                                    const wrongId = `${id}-${index}-${column.key}`;
                                    return (
                                        <span key={column.key} class="line-field">
                                            <input
                                                value={row[column.key]}
                                                name={`${name}[${index}].${column.key}`}
                                                aria-label={text.entry(column.label, index + 1)}
                                                aria-invalid={bad ? true : undefined}
                                                aria-describedby={bad ? wrongId : undefined}
                                                placeholder={
                                                    columns.length > 1 ? column.label : undefined
                                                }
                                                data-first={place === 0 ? "" : undefined}
                                                dir="auto"
                                                list={column.list}
                                                autocapitalize={column.literal ? "none" : undefined}
                                                spellcheck={column.literal ? false : undefined}
                                                onInput={(event) => {
                                                    const value = event.currentTarget.value;
                                                    const changed = [...rows];
                                                    changed[index] = {
                                                        ...row,
                                                        [column.key]: value,
                                                    };
                                                    onRows(changed);
                                                }}
                                                onKeyDown={(event) => {
                                                    if (event.key !== "Enter" || event.isComposing)
                                                        return;
                                                    event.preventDefault();
                                                    insert(index + 1);
                                                }}
                                            />
                                            {bad && (
                                                <span class="wrong" id={wrongId}>
                                                    {bad}
                                                </span>
                                            )}
                                        </span>
                                    );
                                })}
                                {props.ordered && (
                                    <button
                                        type="button"
                                        class="icon-button"
                                        aria-label={text.moveUp(called)}
                                        disabled={index === 0}
                                        onClick={() => moveUp(index)}
                                    >
                                        ↑
                                    </button>
                                )}
                                <button
                                    type="button"
                                    class="icon-button"
                                    aria-label={text.removeEntry(called)}
                                    onClick={() => remove(index)}
                                >
                                    ×
                                </button>
                            </li>
                        );
                    })}
                </ul>
            )}
            {wrong && (
                <p class="wrong" id={`${id}-wrong`}>
                    {wrong}
                </p>
            )}
            <button
                type="button"
                class="link-button lines-add"
                data-wrong={wrong ? "" : undefined}
                onClick={() => insert(rows.length)}
            >
                + {props.addLabel}
            </button>
            {props.hint && (
                <p class="hint" id={`${id}-hint`}>
                    {props.hint}
                </p>
            )}
        </fieldset>
    );
}

export function ListField(
    props: Part & { field: ListName; list?: string; hint?: string; ordered?: boolean },
) {
    const { draft, errors, change, field } = props;
    const text = editorText();
    return (
        <Lines
            name={field}
            legend={text.fields[field]}
            hint={props.hint}
            addLabel={text.addTo[field]}
            rows={draft[field].map((value) => ({ value }))}
            empty={{ value: "" }}
            columns={[{ key: "value", label: text.fields[field], list: props.list }]}
            errors={errors}
            blamed={(index) => [`${field}[${index}]`]}
            ordered={props.ordered ?? false}
            onRows={(rows) => change({ [field]: rows.map(({ value }) => value) })}
        />
    );
}

export function Cast({ draft, errors, change }: Part) {
    const text = editorText();
    return (
        <Lines
            name="cast"
            legend={text.fields.cast}
            addLabel={text.addTo.cast}
            rows={draft.cast}
            empty={{ name: "", role: "" }}
            columns={[
                { key: "name", label: text.name },
                { key: "role", label: text.role },
            ]}
            errors={errors}
            blamed={(index, column) =>
                column === "name"
                    ? [`cast[${index}].name`, `cast[${index}]`]
                    : [`cast[${index}].role`]
            }
            ordered
            onRows={(cast) => change({ cast })}
        />
    );
}

export function ExternalIds({ draft, errors, change }: Part) {
    const text = editorText();
    return (
        <Lines
            name="external_ids"
            legend={text.fields.external_ids}
            hint={text.hints.external_ids}
            addLabel={text.addTo.external_ids}
            rows={draft.external_ids}
            empty={{ provider: "", id: "" }}
            columns={[
                { key: "provider", label: text.provider, literal: true },
                { key: "id", label: text.id, literal: true },
            ]}
            errors={errors}
            blamed={(index, column) =>
                column === "provider"
                    ? [`external_ids[${index}]`]
                    : [`external_ids.${draft.external_ids[index]?.provider}`]
            }
            onRows={(external_ids) => change({ external_ids })}
        />
    );
}
