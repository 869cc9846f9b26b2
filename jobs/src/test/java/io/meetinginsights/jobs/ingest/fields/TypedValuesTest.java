package io.meetinginsights.jobs.ingest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypedValuesTest {

  private static final List<Attribute> SCALARS =
      List.of(
          Attribute.text("text"),
          Attribute.number("number"),
          Attribute.whole("whole"),
          Attribute.integer("integer"),
          Attribute.truth("truth"),
          Attribute.instant("instant"));

  private static Object[] there(List<Attribute> attributes, Object... values) {
    return TypedValues.values(attributes, TypedValues.bytes(attributes, values));
  }

  @Test
  void everyTypeArrivesAsItWent() {
    Object[][] rows = {
      {"aé\u0000😀", -61.5, 4563443626L, 36, true, 1_772_446_500_000_000L},
      {"", Double.MIN_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE, false, 0L},
      {"x", -0.0, Long.MAX_VALUE, Integer.MAX_VALUE, true, -1L}
    };
    for (Object[] row : rows) {
      assertThat(there(SCALARS, row)).containsExactly(row);
    }
  }

  @Test
  void whatIsAbsentIsAbsent() {
    assertThat(there(SCALARS, null, null, null, null, null, null)).containsOnlyNulls().hasSize(6);
    assertThat(there(SCALARS, null, 1.5, null, 2, null, 3L))
        .containsExactly(null, 1.5, null, 2, null, 3L);
    assertThat(there(List.of())).isEmpty();
  }

  @Test
  void textsOfAnyLengthFit() {
    for (int length : new int[] {490, 502, 503, 504, 510, 511, 512, 513, 5_000, 100_000}) {
      Object[] row = {"é".repeat(length), 1.5, 2L, 3, true, 4L};
      assertThat(there(SCALARS, row)).as("%d", length).containsExactly(row);
    }
  }

  @Test
  void aListKeepsItsItemsAndTheirOrder() {
    List<Attribute> attributes =
        List.of(
            Attribute.text("mac"),
            Attribute.list(
                "radios",
                Attribute.text("band"),
                Attribute.whole("num_clients"),
                Attribute.list("peers", Attribute.truth("is_up"))),
            Attribute.number("last"));
    Object[] first = {"5", 9L, List.of(new Object[] {true}, new Object[] {null})};
    Object[] second = {null, null, null};
    Object[] third = {"24", null, List.of()};
    Object[] row = {"a", List.of(first, second, third), 2.5};
    assertThat(there(attributes, row)).usingRecursiveComparison().isEqualTo(row);
    assertThat(there(attributes, "a", List.of(), 2.5)).containsExactly("a", List.of(), 2.5);
    assertThat(there(attributes, "a", null, 2.5)).containsExactly("a", null, 2.5);
  }

  @Test
  void manyItemsFit() {
    List<Attribute> attributes =
        List.of(Attribute.list("items", Attribute.whole("n"), Attribute.truth("is_odd")));
    List<Object[]> items = new java.util.ArrayList<>();
    for (long n = 0; n < 1000; n++) {
      items.add(new Object[] {n, n % 2 == 1});
    }
    Object[] row = {items};
    assertThat(there(attributes, row)).usingRecursiveComparison().isEqualTo(row);
  }
}
