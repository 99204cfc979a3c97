// Pass-through and the five edits as one writes them for a Cloudflare worker.
const BANNER = '<div class="banner">Free delivery this week</div>';
const SCRIPT = '<script src="/static/personal.js" defer></script>';
const PICKED = '<p class="picked">Picked for you: <a href="/sale">the sale</a></p>';
const html = { html: true };

function edited(request, answer) {
  const found = new HTMLRewriter()
    .on("body", { element(body) { body.prepend(BANNER, html); body.append(SCRIPT, html); } })
    .on("#featured", { element(featured) { featured.setInnerContent(PICKED, html); } })
    .on(".coupon", { element(coupon) { coupon.remove(); } })
    .transform(answer);
  if (/(^|; )visitor=/.test(request.headers.get("Cookie") || "")) return found;
  const marked = new Response(found.body, found);
  marked.headers.append("Set-Cookie", `visitor=${crypto.randomUUID()}; Path=/; HttpOnly`);
  return marked;
}

export default {
  async fetch(request, env) {
    const answer = await env.ORIGIN.fetch(request);
    return env.WORK === "W0" ? answer : edited(request, answer);
  },
};
