import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { invitation } from "./api/session";
import Home from "./pages/home";
import Movie from "./pages/movie";
import NotFound from "./pages/not_found";
import Search from "./pages/search";
import { type PageName, place } from "./router";
import { shellText } from "./texts/shell";
import { Failure } from "./ui/failure";
import { Footer } from "./ui/footer";
import { Header } from "./ui/header";
import { Page } from "./ui/page";
import { Toasts } from "./ui/toasts";
import { TroubleBanner } from "./ui/trouble_banner";

type Module = { default: ComponentType };

/** Each page, or how it is loaded when it is first wanted. */
const pages: Record<PageName, ComponentType | { load: () => Promise<Module> }> = {
    home: Home,
    search: Search,
    movie: Movie,
    person: { load: () => import("./pages/person") },
    signIn: { load: () => import("./pages/sign_in") },
    signUp: { load: () => import("./pages/sign_up") },
    myRatings: { load: () => import("./pages/my_ratings") },
    account: { load: () => import("./pages/account") },
    addMovie: { load: () => import("./pages/add_movie") },
    editMovie: { load: () => import("./pages/edit_movie") },
    admin: { load: () => import("./pages/admin") },
    accounts: { load: () => import("./pages/accounts") },
    settings: { load: () => import("./pages/settings") },
    imports: { load: () => import("./pages/imports") },
};

/** Shows what `load` loads; the same function each time. */
function Lazy(props: { load: () => Promise<Module>; waiting?: boolean }) {
    const [loaded, setLoaded] = useState<{
        from: unknown;
        component?: ComponentType;
        error?: unknown;
    }>();
    const [tries, setTries] = useState(0);
    useEffect(() => {
        let wanted = true;
        props.load().then(
            (module) => wanted && setLoaded({ from: props.load, component: module.default }),
            (error: unknown) => wanted && setLoaded({ from: props.load, error }),
        );
        return () => {
            wanted = false;
        };
    }, [props.load, tries]);
    if (loaded?.from === props.load) {
        const Component = loaded.component;
        if (Component) return <Component />;
        return (
            <Page title={shellText().name} class="narrow">
                <Failure error={loaded.error} again={() => setTries(tries + 1)} />
            </Page>
        );
    }
    return props.waiting ? <p class="page loading">{shellText().loading}</p> : null;
}

const signInDialog = () => import("./ui/sign_in_dialog");

function CurrentPage() {
    const { page } = place.value;
    const shown = page ? pages[page] : NotFound;
    if ("load" in shown) return <Lazy key={page} load={shown.load} waiting />;
    const Component = shown;
    return <Component key={page} />;
}

export function App() {
    return (
        <>
            <a
                class="skip"
                href="#main"
                onClick={(event) => {
                    event.preventDefault();
                    document.getElementById("main")?.focus();
                }}
            >
                {shellText().skip}
            </a>
            <TroubleBanner />
            <Header />
            <main id="main" tabIndex={-1}>
                <CurrentPage />
            </main>
            <Footer />
            {invitation.value && <Lazy load={signInDialog} />}
            <Toasts />
        </>
    );
}
