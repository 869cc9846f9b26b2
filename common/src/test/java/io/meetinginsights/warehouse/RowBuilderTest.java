package io.meetinginsights.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class RowBuilderTest {

  private static final StructType SCHEMA =
      new StructType()
          .add("day", DataTypes.DateType, false)
          .add("name", DataTypes.StringType)
          .add("rssi_dbm", DataTypes.DoubleType)
          .add("bytes", DataTypes.LongType)
          .add("channel", DataTypes.IntegerType)
          .add("is_up", DataTypes.BooleanType)
          .add("seen_at", DataTypes.TimestampType)
          .add("observed", DataTypes.BinaryType)
          .add("ips", DataTypes.createArrayType(DataTypes.StringType))
          .add("params", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

  private final RowBuilder row = new RowBuilder(SCHEMA);

  @Test
  void aRowHoldsWhatWasSetInWhateverOrder() {
    InternalRow made =
        row.set("params", Map.of("a", "1"))
            .set("ips", Arrays.asList("10.0.0.1", null))
            .set("observed", new byte[] {7})
            .set("seen_at", 1_772_446_500_000_000L)
            .set("is_up", true)
            .set("channel", 36)
            .set("bytes", 5L)
            .set("rssi_dbm", -61.5)
            .set("name", "é")
            .set("day", 20_514)
            .build();
    assertThat(made.getInt(0)).isEqualTo(20_514);
    assertThat(made.getUTF8String(1)).isEqualTo(UTF8String.fromString("é"));
    assertThat(made.getDouble(2)).isEqualTo(-61.5);
    assertThat(made.getLong(3)).isEqualTo(5);
    assertThat(made.getInt(4)).isEqualTo(36);
    assertThat(made.getBoolean(5)).isTrue();
    assertThat(made.getLong(6)).isEqualTo(1_772_446_500_000_000L);
    assertThat(made.getBinary(7)).containsExactly(7);
    assertThat(made.getArray(8).numElements()).isEqualTo(2);
    assertThat(made.getArray(8).getUTF8String(0)).hasToString("10.0.0.1");
    assertThat(made.getArray(8).isNullAt(1)).isTrue();
    assertThat(made.getMap(9).keyArray().getUTF8String(0)).hasToString("a");
    assertThat(made.getMap(9).valueArray().getUTF8String(0)).hasToString("1");
  }

  @Test
  void theNextRowBeginsWithNullsAndTheOneBeforeStaysAsItWas() {
    InternalRow first = row.set("day", 1).set("name", "a").build();
    InternalRow second = row.set("day", 2).set("name", null).build();
    assertThat(first.getUTF8String(1)).hasToString("a");
    assertThat(second.isNullAt(1)).isTrue();
    assertThat(second.getInt(0)).isEqualTo(2);
  }

  @Test
  void aColumnThatIsNotThereFailsByItsName() {
    assertThatThrownBy(() -> row.set("rssi", -61.5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no column rssi ");
  }

  @Test
  void aValueOfAnotherTypeFailsByTheColumnsName() {
    Map<String, Object> wrong =
        Map.of(
            "day",
            20_514L,
            "name",
            5,
            "rssi_dbm",
            -61,
            "bytes",
            5,
            "channel",
            36L,
            "is_up",
            "true",
            "seen_at",
            "2026-03-02",
            "observed",
            "x",
            "ips",
            "10.0.0.1",
            "params",
            List.of("a"));
    wrong.forEach(
        (column, value) ->
            assertThatThrownBy(() -> row.set(column, value))
                .as(column)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(column)
                .hasMessageContaining(value.getClass().getSimpleName()));
  }

  @Test
  void aRequiredColumnThatWasNotSetFailsByItsName() {
    assertThatThrownBy(() -> row.set("name", "a").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("day");
    assertThatThrownBy(() -> row.set("day", null).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("day");
  }
}
