// The sentences that ask understands. Alternatives that can both match stand with the likelier first:
// of "for May 3" and "for May Lee" the first is a day, the second nobody but a name.
grammar Sentence;

options { caseInsensitive = true; }

sentence : PLEASE? question PLEASE? END* EOF ;

question
    : troubleshoot
    | whyNone
    | siteList
    | topList
    | callList
    ;

callList : opener? BAD? application? CALLS qualifier* ;

siteList : opener? rank? BAD? SITES withBad? qualifier* ;

topList : opener? rank BAD? thing qualifier* ;

troubleshoot
    : TROUBLESHOOT BAD? application? CALLS? qualifier*
    | TROUBLESHOOT kind? name qualifier*
    | WHY BE application? CALLS? BAD qualifier*
    | WHY DO name HAVE BAD application? CALLS qualifier*
    | WHAT BE? WRONG WITH application? CALLS? qualifier*
    | WHAT BE? WRONG WITH kind? name qualifier*
    ;

whyNone
    : WHY BE? THERE? NO application? CALLS qualifier*
    | WHY (DO | HAVE) kind? name HAVE? NO application? CALLS qualifier*
    ;

opener : (LIST | WHAT BE? | WHICH BE?) ME? ALL? THE? ;

rank : (TOP | WORST) number? ;

withBad : (WITH | THAT? HAVE) THE? (BAD | WORST) application? CALLS ;

thing
    : ACCESS_POINTS # accessPoints
    | CLIENTS       # clients
    ;

application : APPLICATION? ZOOM | APPLICATION other=WORD ;

// What, when and where, in any order.
qualifier : when | zone | where | who ;

who
    : (FOR | OF | BY | FROM | WITH)? THE? kind name
    | (FOR | OF | BY | FROM) name
    ;

kind : USER | CLIENT | MAC ;

where
    : (AT | IN | ON | FOR | OF | FROM)? THE? SITE name
    | (AT | IN) THE? name SITE?
    ;

when
    : (FOR | IN | OVER | DURING | FROM)? THE? LAST number? UNIT             # lastUnits
    | (FOR | IN | OVER | DURING | FROM)? THE? LAST compact=COMPACT          # lastCompact
    | (BETWEEN | FROM)? first=moment (TO | AND | DASH) second=moment        # span
    | (BETWEEN | FROM)? CLOCK_RANGE meridiem?                               # compactSpan
    | SINCE moment                                                         # since
    | (FOR | ON | OF | FROM | IN | DURING)? day                             # onDay
    | (AT | AROUND) clock                                                  # atClock
    ;

zone : (IN | COMMA)? (ZONE_NAME | LOCAL (TIME)?) TIME? ;

moment : day (AT | COMMA)? clock | day | clock | DATE_TIME ;

day
    : TODAY                                              # today
    | YESTERDAY                                          # yesterday
    | LAST? WEEKDAY                                      # weekday
    | ISO_DATE                                           # isoDay
    | MONTH dayOfMonth (COMMA? YEAR)?                    # monthFirst
    | THE? dayOfMonth OF? MONTH (COMMA? YEAR)?           # dayFirst
    | SLASH_DATE                                         # slashDay
    ;

dayOfMonth : NUMBER | ORDINAL ;

clock
    : CLOCK_12            # clock12
    | CLOCK_24 meridiem?  # clock24
    | NUMBER meridiem?    # clockHour
    | NOON                # noon
    | MIDNIGHT            # midnight
    ;

meridiem : AM | PM ;

number : NUMBER | YEAR ;

name : QUOTED | nameStart nameWord* ;

// Words of the language may begin a name: Bad Homburg, May Lee, Top Floor.
nameStart : WORD | CLIENT | SITE | USER | MAC_ADDRESS | NUMBER | YEAR | COMPACT | MONTH | WEEKDAY | BAD | TOP | LIST | UNIT | LOCAL ;

nameWord : WORD | MAC_ADDRESS | NUMBER | YEAR | COMPACT | MONTH | WEEKDAY | UNIT | DASH | CLIENTS ;

PLEASE       : 'please' ;
LIST         : 'list' | 'show' | 'give' | 'find' | 'display' ;
ME           : 'me' | 'us' ;
ALL          : 'all' | 'any' | 'every' ;
THE          : 'the' | 'a' | 'an' ;
WHAT         : 'what' | 'what\'s' ;
WHICH        : 'which' ;
WHY          : 'why' ;
WRONG        : 'wrong' ;
BE           : 'is' | 'are' | 'was' | 'were' ;
DO           : 'do' | 'does' | 'did' ;
HAVE         : 'have' | 'has' | 'had' | 'having' ;
THERE        : 'there' ;
THAT         : 'that' ;
NO           : 'no' ;
BAD          : 'bad' | 'poor' | 'failing' ;
TOP          : 'top' ;
WORST        : 'worst' ;
TROUBLESHOOT : 'troubleshoot' | 'debug' | 'diagnose' | 'explain' ;
APPLICATION  : 'application' | 'app' ;
ZOOM         : 'zoom' ;
CALLS        : 'calls' | 'call' | 'meetings' | 'meeting' | 'sessions' | 'session' ;
SITES        : 'sites' ;
SITE         : 'site' ;
ACCESS_POINTS : 'access' [ \t]+ 'point' 's'? | 'aps' | 'ap' ;
CLIENTS      : 'clients' | 'devices' ;
USER         : 'user' | 'person' ;
CLIENT       : 'client' | 'host' | 'hostname' | 'host' [ \t]+ 'name' | 'device' ;
MAC          : 'mac' ([ \t]+ 'address')? ;
WITH         : 'with' ;
FOR          : 'for' ;
OF           : 'of' ;
BY           : 'by' ;
AT           : 'at' | '@' ;
IN           : 'in' | 'within' ;
ON           : 'on' ;
OVER         : 'over' ;
DURING       : 'during' ;
FROM         : 'from' ;
SINCE        : 'since' ;
BETWEEN      : 'between' ;
TO           : 'to' | 'until' | 'till' ;
AND          : 'and' ;
AROUND       : 'around' | 'about' ;
LAST         : 'last' | 'past' | 'previous' ;
TODAY        : 'today' ;
YESTERDAY    : 'yesterday' ;
NOON         : 'noon' ;
MIDNIGHT     : 'midnight' ;
LOCAL        : 'local' ;
TIME         : 'time' ;
UNIT         : ('minute' | 'hour' | 'day' | 'week' | 'month') 's'? | 'min' | 'mins' | 'hrs' ;
WEEKDAY      : 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday' ;
MONTH
    : 'jan' | 'january' | 'feb' | 'february' | 'mar' | 'march' | 'apr' | 'april' | 'may' | 'jun' | 'june'
    | 'jul' | 'july' | 'aug' | 'august' | 'sep' | 'sept' | 'september' | 'oct' | 'october' | 'nov' | 'november'
    | 'dec' | 'december'
    ;
AM           : 'am' | 'a.m.' ;
PM           : 'pm' | 'p.m.' ;
ZONE_NAME    : 'utc' | 'gmt' | ('europe' | 'america' | 'asia' | 'africa' | 'australia' | 'pacific' | 'atlantic' | 'indian' | 'etc') ('/' [a-z_+\-0-9]+)+ ;

DATE_TIME    : D D D D '-' D D '-' D D 'T' D D ':' D D (':' D D)? ('Z' | [+\-] D D ':' D D)? ;
ISO_DATE     : D D D D '-' D D '-' D D ;
SLASH_DATE   : D D? '/' D D? ('/' D D (D D)?)? ;
CLOCK_RANGE  : CLOCK '-' CLOCK ;
CLOCK_12     : D D? (':' D D (':' D D)?)? ('am' | 'pm') ;
CLOCK_24     : CLOCK ;
ORDINAL      : D D? ('st' | 'nd' | 'rd' | 'th') ;
COMPACT      : D+ [mhdw] ;
YEAR         : [12] D D D ;
NUMBER       : D+ ;
MAC_ADDRESS  : H H [:\-] H H [:\-] H H [:\-] H H [:\-] H H [:\-] H H ;
DASH         : '-' | '\u2013' | '\u2014' ;
COMMA        : ',' ;
END          : [.?!;] ;
QUOTED       : '"' ~["]+ '"' | '\u201c' ~[\u201d]+ '\u201d' ;
// Anything else up to a blank; a full stop inside belongs to it, one at the end does not.
WORD         : W* ~[ \t\r\n,?!;".\u201c\u201d] ;
SPACE        : [ \t\r\n]+ -> skip ;
STRAY        : . ;

fragment D     : [0-9] ;
fragment H     : [0-9a-f] ;
fragment W     : ~[ \t\r\n,?!;"\u201c\u201d] ;
fragment CLOCK : D D? ':' D D (':' D D)? ;
