"""How does it reach them? Bytes in, bytes out: the reverse proxy that stands in front of an unmodified shop.

     visitor -> edge/... -> pipeline.begin(head) -> Exchange --+ gather: identify -> store.load, geo
                    |                                             |         (one deadline)
                    +-> edge/origin -> the shop -> Page           |
                    v                                             v
                pipeline.finish(exchange, page): read -> decide -> rewrite -> record -> Page -> visitor

Read `pipeline.py` first. The glossary, one noun for one thing:

act         what a visitor does that site.yaml gives a name, such as a review
address     the client's network address, found by the trusted hops alone
agenda      when visitors are looked at though they ask for nothing
arrival     how a visit began: referrer, campaign, click id, landing path
attention   what a pop-up asks of a visitor: bounded by class, over all rules together
beacon      what a page's script sends us: a ticket, signals, and what became of rules
body        the bytes of a page; the shop's bytes outside an edited element never change
choice      one of several options that a visitor took by a click
channel     a condition on an arrival, or a sort of source
claim       a part of the page that only one rule may change
code        what the shop gives to one visitor alone, such as a coupon of its own
consent     the purposes a visitor agreed to, as the shop's own cookie says
contract    how many elements of a page a name must meet
customer    who is logged in at the shop, as the shop's own records tell
decision    the whole answer to one request: edits, and a verdict for each rule
door        the way requests come in: the aiohttp server, or the workbench
edit        one change to a page, as data: one of eight ops at one element
element     a part of the shop's pages that site.yaml names
event       one thing that happened, of a closed list of kinds
exchange    one request on its way, from its head to the page that answers it
fact        one value read from the shop's own page or request
family      pages that may be alike: of one path, or of one name
feed        the shop's products as a file, and collections of them
fragment    a piece of HTML with values in it, of the site's folder
fuse        what switches one rule off by itself
friction    where a visit is stuck: searching, going to and fro, hesitating
gap         where bodies of one template differ: a value of an attribute, a text, a part of a script
head        a request without its body
hypothesis  the need that a visitor most likely has, and how sure that is
hop         the other end of a connection, perhaps a proxy that the operator trusts
hook        an attribute by which markup asks something of our script: `data-dv-open`
journal     every note, append-only, in day files or a stream; for reports, training and replay
ledger      which codes were given, and to whom
letter      a post on its way to a receiver, until it was taken
mark        what a rule, a page or a click leaves with a visitor: a tag, a choice, an act
meaning     what a page seen or an element clicked says of a visitor at this shop
measures    how a site makes numbers of its visitors
moment      edits of a rule that wait in the page, and the ways in which their time may come
need        what a visitor wants of the shop just now: one of six, or one of Maslow's levels
note        one line of the journal: a decided page, or what a browser told between two
origin      the shop: the one server we forward to
outbox      where letters wait
outlet      a connection to the shop that we read ourselves; an inlet is a visitor's
page        an answer of the shop, or the name that site.yaml gives to pages
passage     one request on its way from its inlet to an outlet, and its answer on its way back
persona     a made-up visitor to try rules as
plan        where edits go in one body: the shop's own slices and named holes
pool        codes of one kind: a file of the shop's, or its own service
preview     a signed link that makes one browser a persona for its visit
purpose     what consent is given for: personalise, marketing
reading     where a fact stands: a selector, JSON-LD, the path, the query or a form
reason      why a rule acted or did not: a closed list
ribbon      the strip over a previewed page
rule        what a marketer wrote; a rulebook is all of a site's
score       how engaged a visitor is, 0 to 100, with the contributions that explain it
seal        a signature by which we believe our own cookies and links
signal      an event that the browser tells, such as a hover
site        what a developer named once: pages, elements, channels, segments
source      what an arrival came from: a search engine, a network, a mail, an ad
spot        where an address is, to half a degree
stage       how far a visitor has come, by the score: lost, discovery, decision, ready_to_buy
store       where visitors' events are kept
tag         a name that a rule leaves with a visitor
template    what bodies of one page have in common, learned of two; its model is a body with a word in each gap
ticket      a seal in a page, by which its beacons are believed
trigger     one thing that the browser waits for: a word of `when`, and what it was told
verdict     what became of one rule for one request
visit       the events since the last 30 idle minutes
visitor     all events of one person, folded and bounded
walk        the items that one visit met, in their order
"""
