import { catalogue } from "./catalogue";
import { decimal, exact, percent, plural, whole } from "./formats";

const stars = (score: number) => {
    const halves = score % 2 ? "½" : "";
    return `${Math.floor(score / 2) || (halves ? "" : "0")}${halves}`;
};

export const filmText = catalogue(
    {
        edit: "Edit",
        yearUnknown: "Year unknown",
        unrated: "Not rated yet",
        averageIs: "Average rating:",
        titleWithYear: (title: string, year: number | null) =>
            year ? `${title} (${year})` : title,
        original: "Original title",
        alternative: "Also known as",
        runtime: (minutes: number) =>
            minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`,
        directors: "Directed by",
        cast: "Cast",
        role: (role: string) => `as ${role}`,
        allCast: (count: number) => `Show all ${whole(count)}`,
        keywords: "Keywords",
        elsewhere: "Elsewhere",
        noDescription: "Nobody has described this film yet.",
        ratings: "Ratings",
        outOfTen: "out of 10",
        count: (count: number) => plural(count, "rating", "ratings"),
        histogram: "How the ratings spread",
        score: "Score",
        number: "Ratings",
        share: "Share",
        stars: (score: number) => `${stars(score)} ${score === 2 ? "star" : "stars"}`,
        bar: (score: number, count: number, share: number) =>
            `${stars(score)} ★: ${plural(count, "rating", "ratings")}, ${percent(share)}`,
        weightedIs: (value: number) => `Weighted rating ${decimal(value)}: what is that?`,
        weightedWhy: (average: number, count: number, weighted: number) =>
            `The average of ${exact(average)} comes from ${plural(count, "rating", "ratings")}. A film with few ` +
            `ratings gets a very high or low average by chance, so charts go by the weighted rating: it is ` +
            `pulled towards the average of all films, less and less as ratings come in. ` +
            `For this film that makes ${exact(weighted)}.`,
        yourRating: "Your rating",
        yours: (score: number) => `${stars(score)} of 5 stars, ${score} of 10`,
        notRatedByYou: "You have not rated this film.",
        withdraw: "Withdraw my rating",
        saving: "Saving…",
        saved: (score: number) => `Saved: ${stars(score)} of 5 stars.`,
        withdrawn: "Your rating is withdrawn.",
        notSaved: "Your rating was not saved.",
        signInToRate: "You need an account to rate. Choose a rating, and you are asked to sign in.",
        degradedRating: "Ratings can't be asked for at the moment. They come back by themselves.",
        degradedMetadata: "What is shown may be a little out of date.",
        goneTitle: "There is no such film",
        goneBody: "It may have been removed, or its address is wrong. Search for it by its title.",
    },
    {
        edit: "编辑",
        yearUnknown: "年份不详",
        unrated: "暂无评分",
        averageIs: "平均评分：",
        titleWithYear: (title: string, year: number | null) =>
            year ? `${title}（${year}）` : title,
        original: "原名",
        alternative: "又名",
        runtime: (minutes: number) =>
            minutes < 60
                ? `${minutes} 分钟`
                : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`,
        directors: "导演",
        cast: "演员",
        role: (role: string) => `饰 ${role}`,
        allCast: (count: number) => `显示全部 ${whole(count)} 位`,
        keywords: "关键词",
        elsewhere: "其他网站",
        noDescription: "还没有人介绍这部影片。",
        ratings: "评分",
        outOfTen: "满分 10 分",
        count: (count: number) => `${whole(count)} 人评分`,
        histogram: "评分分布",
        score: "分数",
        number: "人数",
        share: "占比",
        stars: (score: number) => `${stars(score)} 星`,
        bar: (score: number, count: number, share: number) =>
            `${stars(score)} ★：${whole(count)} 人，${percent(share)}`,
        weightedIs: (value: number) => `加权评分 ${decimal(value)}：这是什么？`,
        weightedWhy: (average: number, count: number, weighted: number) =>
            `平均分 ${exact(average)} 来自 ${whole(count)} 人的评分。评分人数少时，平均分容易偶然偏高或偏低，` +
            `因此榜单采用加权评分：它向全部影片的平均分靠拢，评分人数越多，影响越小。` +
            `本片的加权评分为 ${exact(weighted)}。`,
        yourRating: "我的评分",
        yours: (score: number) => `${stars(score)} 星（满分 5 星），${score} 分`,
        notRatedByYou: "你还没有评分。",
        withdraw: "撤回我的评分",
        saving: "正在保存…",
        saved: (score: number) => `已保存：${stars(score)} 星。`,
        withdrawn: "你的评分已撤回。",
        notSaved: "你的评分未能保存。",
        signInToRate: "评分需要账户。选择星级后会请你登录。",
        degradedRating: "暂时无法获取评分，稍后会自动恢复。",
        degradedMetadata: "显示的内容可能稍有滞后。",
        goneTitle: "没有这部影片",
        goneBody: "影片可能已被删除，或地址有误。请按片名搜索。",
    },
);
