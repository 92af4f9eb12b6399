import { me, signOut } from "../api/session";
import { href, navigate, place, type PageName } from "../router";
import { shellText } from "../texts/shell";
import { may } from "../api/roles";
import { forgetAll } from "./loaded";
import { SearchBox } from "./search_box";
import { signInHref } from "./signed_in";
import { toast } from "./toasts";

function MenuLink(props: { page: PageName; to?: string; children: string }) {
    const current = place.value.page === props.page;
    return (
        <a
            class="menu-link"
            href={props.to ?? href(props.page)}
            aria-current={current ? "page" : undefined}
        >
            {props.children}
        </a>
    );
}

async function leave() {
    forgetAll();
    navigate(href("home"));
    await signOut();
    toast(shellText().signedOut);
}

export function Header() {
    const text = shellText();
    return (
        <header class="header">
            <div class="header-inner">
                <a class="brand" href={href("home")} aria-label={`${text.name}, ${text.home}`}>
                    <svg viewBox="0 0 32 32" aria-hidden="true">
                        <rect width="32" height="32" rx="7" />
                        <path d="M7 24V9.5h3.4l5.6 8 5.6-8H25V24h-3.6v-8.6L16 23l-5.4-7.6V24z" />
                    </svg>
                    <span>{text.name}</span>
                </a>
                <SearchBox />
                <nav class="menu" aria-label={text.mainMenu}>
                    <MenuLink page="search">{text.films}</MenuLink>
                    {me.value ? (
                        <>
                            <MenuLink page="myRatings">{text.myRatings}</MenuLink>
                            {may("editor") && <MenuLink page="addMovie">{text.addFilm}</MenuLink>}
                            {may("admin") && <MenuLink page="admin">{text.admin}</MenuLink>}
                            <MenuLink page="account">{text.account}</MenuLink>
                            <button type="button" class="menu-link" onClick={leave}>
                                {text.signOut}
                            </button>
                        </>
                    ) : (
                        <>
                            <MenuLink page="signIn" to={signInHref()}>
                                {text.signIn}
                            </MenuLink>
                            <MenuLink page="signUp">{text.signUp}</MenuLink>
                        </>
                    )}
                </nav>
            </div>
        </header>
    );
}
