package io.meetinginsights.jobs.ingest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class FlawsTest {

  private final Flaws flaws = new Flaws();

  @Test
  void whatIsGivenAndCouldNotBeReadIsRepairedAndWhatIsBlankIsNoFlaw() {
    flaws.requireReadable("many", null, "channel", "a whole number");
    flaws.requireReadable("36", 36, "channel", "a whole number");
    flaws.requireReadable(" ", null, "channel", "a whole number");
    flaws.requireReadable(null, null, "channel", "a whole number");
    assertThat(flaws.found())
        .containsExactly(new Flaw("channel", "wrong_type", "a whole number", "repaired"));
    assertThat(flaws.isRejected()).isFalse();
  }

  @Test
  void aWordThatIsNotDocumentedIsTold() {
    flaws.requireKnownWord("ap", "type", List.of("ap", "switch"));
    flaws.requireKnownWord(null, "type", List.of("ap", "switch"));
    flaws.requireKnownWord("toaster", "type", List.of("ap", "switch"));
    assertThat(flaws.found())
        .containsExactly(new Flaw("type", "unknown_enum", "one of ap, switch", "repaired"));
  }

  @Test
  void aRecordWithoutWhatIsRequiredIsRejected() {
    flaws.requirePresent("a483e7000001", "mac", "a value");
    assertThat(flaws.isRejected()).isFalse();
    flaws.requirePresent(null, "mac", "a value");
    assertThat(flaws.isRejected()).isTrue();
    assertThat(flaws.found())
        .containsExactly(new Flaw("mac", "missing_key", "a value", "rejected"));
  }

  @Test
  void theColumnIsNullWithoutFlawsAndHoldsThemInOrder() {
    assertThat(flaws.column()).isNull();
    flaws.repair("a", "wrong_type", "é");
    flaws.reject("b", "missing_key", "a value");
    ArrayData column = flaws.column();
    StructType type = (StructType) Flaws.TYPE.elementType();
    assertThat(column.numElements()).isEqualTo(2);
    assertThat(column.getStruct(0, 4).toSeq(type).mkString(" "))
        .isEqualTo("a wrong_type é repaired");
    assertThat(column.getStruct(1, 4).toSeq(type).mkString(" "))
        .isEqualTo("b missing_key a value rejected");
  }
}
