package io.meetinginsights.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The clients behind the points of the site's series: for each column and bucket the few with the
 * highest figures. Of equal figures the client that stands first in the list wins.
 */
final class Behind {

  private static final int KEPT = 5;

  private record Place(int client, double value) {}

  private final int buckets;
  private final Map<String, List<List<Place>>> byColumn = new TreeMap<>();

  Behind(int buckets) {
    this.buckets = buckets;
  }

  void offer(String column, int bucket, int client, Double value) {
    if (value == null) {
      return;
    }
    List<Place> places = byColumn.computeIfAbsent(column, c -> empty()).get(bucket);
    int at = places.size();
    while (at > 0 && isBefore(client, value, places.get(at - 1))) {
      at--;
    }
    if (at < KEPT) {
      places.add(at, new Place(client, value));
      if (places.size() > KEPT) {
        places.remove(KEPT);
      }
    }
  }

  private static boolean isBefore(int client, double value, Place other) {
    return value > other.value() || value == other.value() && client < other.client();
  }

  private List<List<Place>> empty() {
    List<List<Place>> places = new ArrayList<>();
    for (int bucket = 0; bucket < buckets; bucket++) {
      places.add(new ArrayList<>());
    }
    return places;
  }

  /** By column and bucket: client, figure, client, figure …, the highest first. */
  Map<String, List<List<Number>>> byColumn() {
    Map<String, List<List<Number>>> result = new TreeMap<>();
    byColumn.forEach(
        (column, perBucket) ->
            result.put(column, perBucket.stream().map(Behind::flattened).toList()));
    return result;
  }

  private static List<Number> flattened(List<Place> places) {
    List<Number> numbers = new ArrayList<>();
    for (Place place : places) {
      numbers.add(place.client());
      numbers.add(Rounded.to(2, place.value()));
    }
    return numbers;
  }
}
