import { href } from "../router";
import { shellText } from "../texts/shell";
import { Page } from "../ui/page";

export default function NotFound() {
    const text = shellText();
    return (
        <Page title={text.notFoundTitle} class="narrow">
            <p>{text.notFoundBody}</p>
            <p class="row">
                <a class="button" href={href("home")}>
                    {text.home}
                </a>
                <a class="button" href={href("search")}>
                    {text.films}
                </a>
            </p>
        </Page>
    );
}
