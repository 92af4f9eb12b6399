import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { takeFocus } from "../router";
import { shellText } from "../texts/shell";

/**
 * A page: its title in the tab and, unless `heading` brings something else, as its one h1. That
 * takes the focus when the visitor came here from another page, and screen readers read it then.
 */
export function Page(props: {
    title: string;
    heading?: ComponentChildren;
    hideHeading?: boolean;
    class?: string;
    children: ComponentChildren;
}) {
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => {
        const name = shellText().name;
        document.title = props.title === name ? name : `${props.title} · ${name}`;
    }, [props.title]);
    useLayoutEffect(() => {
        if (takeFocus()) heading.current?.focus({ preventScroll: true });
    }, []);
    return (
        <div class={`page ${props.class ?? ""}`}>
            <h1
                ref={heading}
                tabIndex={-1}
                dir="auto"
                class={props.hideHeading ? "visually-hidden" : "page-title"}
            >
                {props.heading ?? props.title}
            </h1>
            {props.children}
        </div>
    );
}
