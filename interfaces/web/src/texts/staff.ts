import { catalogue } from "./catalogue";

/** For pages that only some may see. */
export const staffText = catalogue(
    {
        unknown: "You have to be signed in for this page.",
        signIn: "Sign in",
        home: "Home",
        lacking: {
            viewer: "Your account may not do this.",
            editor: "This page is for editors. Ask an administrator to make you one.",
            admin: "This page is for administrators.",
        },
    },
    {
        unknown: "请先登录再查看此页面。",
        signIn: "登录",
        home: "首页",
        lacking: {
            viewer: "你的账户没有此权限。",
            editor: "此页面仅供编辑使用，请联系管理员授权。",
            admin: "此页面仅供管理员使用。",
        },
    },
);
