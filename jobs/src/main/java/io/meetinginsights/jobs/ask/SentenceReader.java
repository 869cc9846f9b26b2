package io.meetinginsights.jobs.ask;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ask.Question.Kind;
import io.meetinginsights.jobs.ask.Question.Naming;
import io.meetinginsights.jobs.ask.Question.Subject;
import io.meetinginsights.jobs.ask.TimePhrase.Day;
import io.meetinginsights.jobs.ask.TimePhrase.Last;
import io.meetinginsights.jobs.ask.TimePhrase.Moment;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;

/** Reads a sentence by the grammar Sentence.g4 into a {@link Question}. */
public final class SentenceReader {

  private final String sentence;
  private Subject subject;
  private String site;
  private ZoneId zone;
  private Last last;
  private Day day;
  private Moment from;
  private Moment to;
  private LocalTime around;

  private SentenceReader(String sentence) {
    this.sentence = sentence;
  }

  /** The question of a sentence; an error says what was understood and what comes near. */
  public static Question read(String sentence) {
    return new SentenceReader(sentence).question();
  }

  private Question question() {
    SentenceLexer lexer = new SentenceLexer(CharStreams.fromString(sentence));
    SentenceParser parser = new SentenceParser(new CommonTokenStream(lexer));
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    parser.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void syntaxError(
              Recognizer<?, ?> recognizer,
              Object offending,
              int line,
              int column,
              String message,
              RecognitionException e) {
            throw stoppedAt((Token) offending);
          }
        });
    SentenceParser.QuestionContext tree = parser.sentence().question();
    if (tree.troubleshoot() != null) {
      var found = tree.troubleshoot();
      checkApplication(found.application());
      if (found.name() != null) {
        name(found.kind(), found.name());
      }
      qualifiers(found.qualifier());
      return ask(Kind.TROUBLESHOOT, false, null);
    } else if (tree.whyNone() != null) {
      var found = tree.whyNone();
      checkApplication(found.application());
      if (found.name() != null) {
        name(found.kind(), found.name());
      }
      qualifiers(found.qualifier());
      return ask(Kind.NO_CALLS, false, null);
    } else if (tree.siteList() != null) {
      var found = tree.siteList();
      qualifiers(found.qualifier());
      return ask(Kind.SITES, true, most(found.rank()));
    } else if (tree.topList() != null) {
      var found = tree.topList();
      qualifiers(found.qualifier());
      boolean isClients = found.thing() instanceof SentenceParser.ClientsContext;
      return ask(isClients ? Kind.CLIENTS : Kind.ACCESS_POINTS, true, most(found.rank()));
    }
    var found = tree.callList();
    checkApplication(found.application());
    qualifiers(found.qualifier());
    return ask(Kind.CALLS, found.BAD() != null, null);
  }

  private Question ask(Kind kind, boolean isBadOnly, Integer most) {
    if ((kind == Kind.TROUBLESHOOT || kind == Kind.NO_CALLS) && subject == null) {
      throw new ConfigurationError(
          "The sentence does not say whom it is about",
          "\"" + sentence + "\" names no client and no user",
          "add for HOST, for a MAC address, or for user NAME");
    }
    return new Question(
        kind, isBadOnly, subject, site, new TimePhrase(last, day, from, to, around), zone, most);
  }

  private static Integer most(SentenceParser.RankContext rank) {
    return rank == null || rank.number() == null ? null : number(rank.number().getText());
  }

  private void checkApplication(SentenceParser.ApplicationContext application) {
    if (application != null && application.other != null) {
      throw new ConfigurationError(
          "No calls of application " + application.other.getText() + " are known",
          "the tables hold the calls of zoom",
          "ask about zoom, or leave the application out");
    }
  }

  private void qualifiers(List<SentenceParser.QualifierContext> qualifiers) {
    for (SentenceParser.QualifierContext qualifier : qualifiers) {
      if (qualifier.when() != null) {
        when(qualifier.when());
      } else if (qualifier.zone() != null) {
        zone = zoneOf(qualifier.zone());
      } else if (qualifier.where() != null) {
        if (site != null) {
          throw twice("sites", site, text(qualifier.where().name()));
        }
        site = text(qualifier.where().name());
      } else {
        name(qualifier.who().kind(), qualifier.who().name());
      }
    }
  }

  private void name(SentenceParser.KindContext kind, SentenceParser.NameContext name) {
    if (subject != null) {
      throw twice("names", subject.name(), text(name));
    }
    Naming naming =
        kind == null
            ? Naming.ANY
            : kind.USER() != null ? Naming.USER : kind.MAC() != null ? Naming.MAC : Naming.HOST;
    subject = new Subject(naming, text(name));
  }

  private void when(SentenceParser.WhenContext when) {
    if (when instanceof SentenceParser.LastUnitsContext found) {
      int amount = found.number() == null ? 1 : number(found.number().getText());
      setLast(new Last(amount, unit(found.UNIT().getText())), found);
    } else if (when instanceof SentenceParser.LastCompactContext found) {
      String text = found.compact.getText();
      int amount = number(text.substring(0, text.length() - 1));
      setLast(new Last(amount, unit(text.substring(text.length() - 1))), found);
    } else if (when instanceof SentenceParser.SpanContext found) {
      Moment second = moment(found.second, null);
      setSpan(moment(found.first, meridiemOf(found.second)), second, found);
    } else if (when instanceof SentenceParser.CompactSpanContext found) {
      String[] ends = found.CLOCK_RANGE().getText().split("-");
      String meridiem = found.meridiem() == null ? "" : found.meridiem().getText();
      setSpan(
          new Moment(null, clock(ends[0], meridiem), null),
          new Moment(null, clock(ends[1], meridiem), null),
          found);
    } else if (when instanceof SentenceParser.SinceContext found) {
      setSpan(moment(found.moment(), null), null, found);
    } else if (when instanceof SentenceParser.OnDayContext found) {
      if (day != null) {
        throw twice("days", sentence, found.getText());
      }
      day = day(found.day());
    } else if (when instanceof SentenceParser.AtClockContext found) {
      requireFirst(around == null && from == null && last == null, found);
      around = clock(found.clock(), null);
    }
  }

  private void setLast(Last value, ParserRuleContext place) {
    requireFirst(last == null && from == null && around == null && day == null, place);
    last = value;
  }

  private void setSpan(Moment first, Moment second, ParserRuleContext place) {
    requireFirst(from == null && last == null && around == null, place);
    from = first;
    to = second;
  }

  private void requireFirst(boolean isFirst, ParserRuleContext place) {
    if (!isFirst) {
      throw twice("periods", sentence, source(place));
    }
  }

  private Moment moment(SentenceParser.MomentContext moment, String meridiem) {
    if (moment.DATE_TIME() != null) {
      String text = moment.DATE_TIME().getText().toUpperCase(Locale.ROOT);
      return checked(
          text,
          () -> {
            boolean hasOffset = text.endsWith("Z") || text.substring(11).matches(".*[+-].*");
            if (hasOffset) {
              return new Moment(null, null, OffsetDateTime.parse(text).toInstant());
            }
            LocalDateTime local = LocalDateTime.parse(text);
            return new Moment(today -> local.toLocalDate(), local.toLocalTime(), null);
          });
    }
    return new Moment(
        moment.day() == null ? null : day(moment.day()),
        moment.clock() == null ? null : clock(moment.clock(), meridiem),
        null);
  }

  private Day day(SentenceParser.DayContext found) {
    if (found instanceof SentenceParser.TodayContext) {
      return today -> today;
    } else if (found instanceof SentenceParser.YesterdayContext) {
      return today -> today.minusDays(1);
    } else if (found instanceof SentenceParser.WeekdayContext weekday) {
      return TimePhrase.weekday(
          DayOfWeek.valueOf(weekday.WEEKDAY().getText().toUpperCase(Locale.ROOT)),
          weekday.LAST() != null);
    } else if (found instanceof SentenceParser.IsoDayContext iso) {
      LocalDate date = checked(iso.getText(), () -> LocalDate.parse(iso.getText()));
      return today -> date;
    } else if (found instanceof SentenceParser.MonthFirstContext date) {
      return date(date.MONTH().getText(), date.dayOfMonth().getText(), year(date.YEAR()), date);
    } else if (found instanceof SentenceParser.DayFirstContext date) {
      return date(date.MONTH().getText(), date.dayOfMonth().getText(), year(date.YEAR()), date);
    }
    throw new ConfigurationError(
        "The day " + found.getText() + " can be two days",
        "some read the month first, others the day",
        "write the month as a word, such as 4 March, or 2026-03-04");
  }

  private Day date(String month, String dayOfMonth, Integer year, ParserRuleContext place) {
    int number = number(dayOfMonth.replaceAll("\\D", ""));
    return checked(
        source(place),
        () -> {
          MonthDay monthDay = MonthDay.of(monthOf(month), number);
          if (year != null) {
            LocalDate.of(year, monthDay.getMonth(), number);
          }
          return TimePhrase.date(monthDay, year);
        });
  }

  private static Month monthOf(String word) {
    for (Month month : Month.values()) {
      if (month.name().startsWith(word.substring(0, 3).toUpperCase(Locale.ROOT))) {
        return month;
      }
    }
    throw new IllegalStateException("The grammar let " + word + " through as a month");
  }

  private static Integer year(org.antlr.v4.runtime.tree.TerminalNode year) {
    return year == null ? null : Integer.valueOf(year.getText());
  }

  /** am or pm of a moment: "between 9 and 10 am" says it once for both. */
  private static String meridiemOf(SentenceParser.MomentContext moment) {
    SentenceParser.ClockContext clock = moment.clock();
    if (clock instanceof SentenceParser.Clock24Context found && found.meridiem() != null) {
      return found.meridiem().getText();
    } else if (clock instanceof SentenceParser.ClockHourContext found && found.meridiem() != null) {
      return found.meridiem().getText();
    } else if (clock instanceof SentenceParser.Clock12Context found) {
      return found.getText().substring(found.getText().length() - 2);
    }
    return null;
  }

  private LocalTime clock(SentenceParser.ClockContext found, String inherited) {
    if (found instanceof SentenceParser.NoonContext) {
      return LocalTime.NOON;
    } else if (found instanceof SentenceParser.MidnightContext) {
      return LocalTime.MIDNIGHT;
    } else if (found instanceof SentenceParser.Clock12Context twelve) {
      String text = twelve.getText();
      return clock(text.substring(0, text.length() - 2), text.substring(text.length() - 2));
    } else if (found instanceof SentenceParser.Clock24Context own) {
      return clock(own.CLOCK_24().getText(), meridiem(own.meridiem(), inherited));
    }
    var hour = (SentenceParser.ClockHourContext) found;
    return clock(hour.NUMBER().getText(), meridiem(hour.meridiem(), inherited));
  }

  private static String meridiem(SentenceParser.MeridiemContext own, String inherited) {
    return own != null ? own.getText() : inherited == null ? "" : inherited;
  }

  private LocalTime clock(String digits, String meridiem) {
    return checked(
        (digits + " " + meridiem).strip(),
        () -> {
          String[] parts = digits.split(":");
          int hour = number(parts[0]);
          int minute = parts.length > 1 ? number(parts[1]) : 0;
          int second = parts.length > 2 ? number(parts[2]) : 0;
          if (!meridiem.isEmpty()) {
            if (hour < 1 || hour > 12) {
              throw new DateTimeException("an hour of a 12-hour clock is from 1 to 12");
            }
            hour = hour % 12 + (meridiem.toLowerCase(Locale.ROOT).startsWith("p") ? 12 : 0);
          }
          return LocalTime.of(hour, minute, second);
        });
  }

  private ZoneId zoneOf(SentenceParser.ZoneContext found) {
    if (found.ZONE_NAME() == null) {
      return null;
    }
    String name = found.ZONE_NAME().getText();
    return ZoneId.getAvailableZoneIds().stream()
        .filter(id -> id.equalsIgnoreCase(name))
        .findFirst()
        .map(ZoneId::of)
        .orElseThrow(
            () ->
                new ConfigurationError(
                    "The time zone " + name + " is not known",
                    "it is not in the IANA list",
                    "write a name such as Europe/Berlin, or UTC"));
  }

  private static ChronoUnit unit(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "m", "min", "mins", "minute", "minutes" -> ChronoUnit.MINUTES;
      case "h", "hrs", "hour", "hours" -> ChronoUnit.HOURS;
      case "w", "week", "weeks" -> ChronoUnit.WEEKS;
      case "month", "months" -> ChronoUnit.MONTHS;
      default -> ChronoUnit.DAYS;
    };
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new ConfigurationError(
          "The number " + digits + " is too large",
          "nothing is counted that far",
          "write a smaller one",
          e);
    }
  }

  private <T> T checked(String what, java.util.function.Supplier<T> reading) {
    try {
      return reading.get();
    } catch (DateTimeException e) {
      throw new ConfigurationError(
          "\"" + what + "\" is no time there is",
          e.getMessage(),
          "write a time such as 10:28 AM or 22:28, a day such as Jul 28 or 2026-07-28",
          e);
    }
  }

  private static String text(SentenceParser.NameContext name) {
    String text = source(name);
    return name.QUOTED() == null ? text : text.substring(1, text.length() - 1);
  }

  /** The words of a rule as they were written, blanks included. */
  private static String source(ParserRuleContext rule) {
    return rule.getStart()
        .getInputStream()
        .getText(Interval.of(rule.getStart().getStartIndex(), rule.getStop().getStopIndex()));
  }

  private ConfigurationError twice(String what, String first, String second) {
    return new ConfigurationError(
        "The sentence has two " + what,
        "\"" + second + "\" comes after \"" + first + "\"",
        "ask about one of them, or put a name of several words in quotation marks");
  }

  private ConfigurationError stoppedAt(Token token) {
    boolean isEnd = token.getType() == Token.EOF;
    String understood = sentence.substring(0, isEnd ? sentence.length() : token.getStartIndex());
    String place =
        isEnd
            ? "the sentence ends where more was expected"
            : "stopped at \"" + token.getText() + "\", character " + (token.getStartIndex() + 1);
    return new ConfigurationError(
        "The sentence was not understood",
        (understood.isBlank()
                ? "nothing of it was understood; "
                : "understood so far: \"" + understood.strip() + "\"; ")
            + place,
        "ask like one of these:\n         "
            + String.join("\n         ", Phrases.nearest(sentence)));
  }
}
