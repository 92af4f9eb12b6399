import { catalogue } from "./catalogue";
import { decimal, plural, whole } from "./formats";

export const myRatingsText = catalogue(
    {
        title: "My ratings",
        needed: "Sign in to see what you have rated.",
        none: "You have not rated any film yet.",
        noneAdvice: "Find one that you have seen, and choose its stars.",
        find: "Find a film",
        summary: (count: number, average: number) =>
            `${plural(count, "film", "films")} rated, ${decimal(average)} of 10 on average`,
        distribution: "How your scores spread",
        filter: "Title contains",
        score: "Score",
        anyScore: "Any score",
        sort: "Sort by",
        sorts: {
            newest: "Rated last",
            oldest: "Rated first",
            best: "My highest score",
            worst: "My lowest score",
            title: "Title",
            year: "Newest film",
        },
        loading: (count: number) => `${plural(count, "rating", "ratings")} loaded so far…`,
        shown: (count: number) => plural(count, "film", "films"),
        nothing: "None of your ratings fits.",
        ratedAt: (date: string) => `Rated ${date}`,
        yours: (stars: string, score: number) => `${stars}, ${score} of 10`,
    },
    {
        title: "我的评分",
        needed: "登录后可查看你的评分。",
        none: "你还没有给任何影片评分。",
        noneAdvice: "找一部看过的影片，选择星级即可。",
        find: "查找影片",
        summary: (count: number, average: number) =>
            `已评 ${whole(count)} 部影片，平均 ${decimal(average)} 分（满分 10 分）`,
        distribution: "我的评分分布",
        filter: "片名包含",
        score: "分数",
        anyScore: "全部分数",
        sort: "排序",
        sorts: {
            newest: "最近评分",
            oldest: "最早评分",
            best: "我的最高分",
            worst: "我的最低分",
            title: "片名",
            year: "最新上映",
        },
        loading: (count: number) => `已加载 ${whole(count)} 条评分…`,
        shown: (count: number) => `${whole(count)} 部影片`,
        nothing: "没有符合条件的评分。",
        ratedAt: (date: string) => `评于 ${date}`,
        yours: (stars: string, score: number) => `${stars}，${score} 分`,
    },
);
