// ECharts in [data-chart] elements, from the JSON script each names. Loaded only by pages that draw.

import * as echarts from "echarts";

const charts = new Map();
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colours = () => Array.from({ length: 8 }, (_, index) => token(`--chart-${index + 1}`));
/** Its words are as large as the small words of the page, and it is as much higher: a wall of 4K has larger ones. */
const words = () => parseFloat(token("--size-small")) || 12;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

const axis = () => ({ axisLine: { lineStyle: { color: token("--line-strong") } }, axisTick: { show: false }, axisLabel: { color: token("--ink-2"), fontSize: words() }, splitLine: { lineStyle: { color: token("--line") } } });

function common(spec) {
  const unit = spec.unit ?? "";
  return {
    color: colours(),
    animation: !still,
    animationDuration: 300,
    textStyle: { fontFamily: token("--font"), color: token("--ink") },
    tooltip: {
      trigger: "axis", confine: true, valueFormatter: (value) => (value === null || value === undefined ? "–" : `${value}${unit}`),
      backgroundColor: token("--sheet"), borderColor: token("--line"), textStyle: { color: token("--ink"), fontSize: words() + 1 }, axisPointer: { type: spec.kind === "line" ? "line" : "shadow" },
    },
    legend: spec.series.length > 1 ? { type: "scroll", top: 0, textStyle: { color: token("--ink-2"), fontSize: words() }, pageIconColor: token("--ink-2"), pageTextStyle: { color: token("--ink-2") }, itemHeight: 0.75 * words(), itemWidth: 1.2 * words() } : undefined,
    grid: { left: 4, right: (spec.kind === "rank" ? 4.4 : 3) * words(), top: (spec.series.length > 1 ? 2.8 : 1) * words(), bottom: 4, containLabel: true },
  };
}

/** Where its points lead: to as many cases as they say (`urls`), or to those that a rate is made of (`opens`). */
const opened = (each) => each?.urls ?? each?.opens;

/** The line that is to be reached. */
const reach = (spec) => ({ silent: true, symbol: "none", lineStyle: { color: token("--ink-2"), type: "dashed" }, label: { position: "insideEndTop", color: token("--ink-2"), fontSize: words(), formatter: `${spec.targetName} ${spec.target}${spec.unit ?? ""}` }, data: [{ yAxis: spec.target }] });

function series(spec) {
  return spec.series.map((each) => ({
    name: each.name,
    type: spec.kind === "line" ? "line" : "bar",
    stack: spec.kind === "stack" ? "all" : undefined,
    data: each.values,
    barMaxWidth: 26,
    symbolSize: 6,
    symbol: "circle",
    lineStyle: { width: 2 },
    cursor: opened(each) ? "pointer" : "default",
    markLine: spec.target === null || spec.target === undefined ? undefined : reach(spec),
    label: spec.kind === "rank" && spec.series.length === 1 ? { show: true, position: "right", color: token("--ink-2"), fontSize: words(), formatter: `{c}${spec.unit ?? ""}` } : undefined,
  }));
}

function lying(spec) {
  return { ...common(spec), xAxis: { type: "value", ...axis() }, yAxis: { type: "category", inverse: true, data: spec.labels, ...axis() }, series: series(spec) };
}

function standing(spec) {
  return { ...common(spec), xAxis: { type: "category", data: spec.labels, boundaryGap: spec.kind !== "line", ...axis() }, yAxis: { type: "value", max: spec.most, ...axis() }, series: series(spec) };
}

/** Stages one below the other, each with its share of the first: lengths compare better than slanted areas. */
function funnel(spec) {
  const first = spec.series[0].values[0];
  const drawn = lying(spec);
  drawn.xAxis.show = false;
  drawn.grid.right = 92;
  drawn.series[0].barMaxWidth = 34;
  drawn.series[0].label = {
    show: true, position: "right", color: token("--ink-2"), fontSize: words(),
    formatter: ({ value }) => (first ? `${value}  ·  ${Math.round((value * 100) / first)} %` : String(value)),
  };
  return drawn;
}

const SHAPES = { rank: lying, funnel, bar: standing, stack: standing, line: standing };

/** Draw one element; drawing again replaces (a fragment that came anew, another theme). */
export function draw(element) {
  const spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  charts.get(element)?.dispose();
  element.style.height = `${(element.dataset.height * words()) / 12}px`;
  const chart = echarts.init(element, null, { renderer: "svg" });
  chart.setOption((SHAPES[spec.kind] ?? standing)(spec));
  chart.on("click", ({ seriesIndex, dataIndex }) => {
    const url = opened(spec.series[seriesIndex])?.[dataIndex];
    if (url) location.assign(url);
  });
  charts.set(element, chart);
  resize.observe(element);
}

const resize = new ResizeObserver((entries) => {
  for (const { target } of entries) charts.get(target)?.resize();
});

export function start() {
  for (const [element, chart] of charts) {
    if (element.isConnected) continue;
    chart.dispose();
    charts.delete(element);
  }
  for (const element of document.querySelectorAll("[data-chart]")) if (!charts.has(element)) draw(element);
}

new MutationObserver(() => { for (const element of [...charts.keys()]) draw(element); }).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
