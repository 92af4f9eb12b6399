import { useEffect, useState } from "preact/hooks";
import { trouble, tryNow } from "../api/connection";
import { shellText } from "../texts/shell";

/** Says that requests wait for the server, and lets the visitor send them at once. */
export function TroubleBanner() {
    const text = shellText();
    const now = trouble.value;
    const [seconds, setSeconds] = useState(0);
    useEffect(() => {
        if (!now) return;
        const count = () => setSeconds(Math.max(0, Math.ceil((now.next - Date.now()) / 1000)));
        count();
        const timer = setInterval(count, 500);
        return () => clearInterval(timer);
    }, [now]);
    return (
        <div class="trouble" data-shown={now !== null}>
            {/* What counts down is not read out each second. */}
            <p role="status">{now && text[now.kind]}</p>
            {now && (
                <>
                    <p aria-hidden="true">{seconds > 0 ? text.nextTry(seconds) : text.trying}</p>
                    <button type="button" class="button" onClick={tryNow}>
                        {text.tryNow}
                    </button>
                </>
            )}
        </div>
    );
}
