import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Props {
    label: string;
    value: string;
    onValue: (value: string) => void;
    type?: "text" | "password" | "number" | "url" | "date";
    name?: string;
    hint?: ComponentChildren;
    /** What is wrong with the value. */
    wrong?: string | null | undefined;
    required?: boolean;
    minLength?: number | undefined;
    maxLength?: number | undefined;
    min?: string | undefined;
    max?: string | undefined;
    autocomplete?: string;
    /** For names and the like, that are no words of a language. */
    literal?: boolean;
}

/** An input with its label, a hint, and what is wrong with it, all of which screen readers tell. */
export function Field(props: Props) {
    const { label, hint, wrong, onValue, type = "text", literal, ...rest } = props;
    const id = useId();
    const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
    // The compiler knows which attributes go with which type, but not of a type known only later.
    const attributes = {
        ...rest,
        ...(literal && { autocapitalize: "none" as const, spellcheck: false }),
        type: type as "text",
        dir: "auto" as const,
    };
    return (
        <div class="field">
            <label for={id}>{label}</label>
            <input
                {...attributes}
                id={id}
                aria-describedby={described || undefined}
                aria-invalid={wrong ? true : undefined}
                onInput={(event) => onValue(event.currentTarget.value)}
            />
            {hint && (
                <p class="hint" id={`${id}-hint`}>
                    {hint}
                </p>
            )}
            {wrong && (
                <p class="wrong" id={`${id}-wrong`}>
                    {wrong}
                </p>
            )}
        </div>
    );
}
