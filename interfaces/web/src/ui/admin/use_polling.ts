import { useEffect, useRef } from "preact/hooks";
import { isAborted } from "../../api/client";

/**
 * Calls `look` at once and then again, `pause` milliseconds after it was done, as long as the page can
 * be seen and `wanted`. What it throws is given to `failed`, and it goes on.
 */
export function usePolling(
    look: (signal: AbortSignal) => Promise<void>,
    pause: number,
    failed: (error: unknown) => void,
    wanted = true,
) {
    const latest = useRef({ look, failed });
    latest.current = { look, failed };
    useEffect(() => {
        if (!wanted) return;
        const abort = new AbortController();
        let timer = 0;
        let busy = false;
        const turn = async () => {
            if (document.hidden || busy) return;
            busy = true;
            try {
                await latest.current.look(abort.signal);
            } catch (error) {
                if (!isAborted(error) && !abort.signal.aborted) latest.current.failed(error);
            }
            busy = false;
            if (!abort.signal.aborted) timer = window.setTimeout(() => void turn(), pause);
        };
        const seen = () => {
            clearTimeout(timer);
            void turn();
        };
        document.addEventListener("visibilitychange", seen);
        void turn();
        return () => {
            abort.abort();
            clearTimeout(timer);
            document.removeEventListener("visibilitychange", seen);
        };
    }, [pause, wanted]);
}
