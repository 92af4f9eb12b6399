import { signal } from "@preact/signals";
import { shellText } from "../texts/shell";

interface Toast {
    id: number;
    text: string;
    bad: boolean;
}

const toasts = signal<readonly Toast[]>([]);
let last = 0;

function remove(id: number) {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Says something in the corner, and to screen readers. What is bad stays until it is put away. */
export function toast(text: string, options: { bad?: boolean } = {}) {
    const id = ++last;
    toasts.value = [...toasts.value.slice(-2), { id, text, bad: options.bad ?? false }];
    if (!options.bad) setTimeout(remove, 6000, id);
}

const spoken = signal("");

/** Says something to screen readers alone. */
export function announce(text: string) {
    spoken.value = "";
    setTimeout(() => (spoken.value = text), 50);
}

export function Toasts() {
    const text = shellText();
    return (
        <>
            <div class="visually-hidden" role="status">
                {spoken}
            </div>
            <div class="toasts" role="status">
                {toasts.value.map((toast) => (
                    <div key={toast.id} class="toast" data-bad={toast.bad}>
                        <span dir="auto">{toast.text}</span>
                        <button
                            type="button"
                            class="icon-button"
                            aria-label={text.close}
                            onClick={() => remove(toast.id)}
                        >
                            ×
                        </button>
                    </div>
                ))}
            </div>
        </>
    );
}
