import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { shellText } from "../texts/shell";

/** A dialog above everything. Escape and its button close it; the focus then returns by itself. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren }) {
    const element = useRef<HTMLDialogElement>(null);
    const heading = useId();
    useEffect(() => {
        const before = document.activeElement;
        element.current?.showModal();
        element.current?.querySelector<HTMLElement>("input:not([hidden])")?.focus();
        return () => {
            if (before instanceof HTMLElement && before.isConnected) before.focus();
        };
    }, []);
    return (
        <dialog
            ref={element}
            class="dialog"
            aria-labelledby={heading}
            onCancel={(event) => {
                event.preventDefault();
                props.onClose();
            }}
        >
            <div class="dialog-head">
                <h2 id={heading}>{props.title}</h2>
                <button
                    type="button"
                    class="icon-button"
                    aria-label={shellText().close}
                    onClick={props.onClose}
                >
                    ×
                </button>
            </div>
            {props.children}
        </dialog>
    );
}
