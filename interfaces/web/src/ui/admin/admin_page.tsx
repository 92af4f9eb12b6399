import type { ComponentChildren } from "preact";
import { href, place } from "../../router";
import { adminText } from "../../texts/admin";
import { ForRole } from "../for_role";
import { Page } from "../page";

const kPages = ["admin", "accounts", "settings", "imports"] as const;

/** A page for administrators, with the way to the others. What it shows is made once they are known. */
export function AdminPage(props: {
    page: (typeof kPages)[number];
    children: () => ComponentChildren;
}) {
    const text = adminText();
    const title = text.pages[props.page];
    return (
        <ForRole role="admin" title={title}>
            {() => (
                <Page title={`${title} · ${text.title}`} heading={title}>
                    <nav class="admin-nav" aria-label={text.sections}>
                        {kPages.map((page) => (
                            <a
                                key={page}
                                class="admin-link"
                                href={href(page)}
                                aria-current={place.value.page === page ? "page" : undefined}
                            >
                                {text.pages[page]}
                            </a>
                        ))}
                    </nav>
                    {props.children()}
                </Page>
            )}
        </ForRole>
    );
}
