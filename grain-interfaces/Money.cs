using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BalanceNotifications;

/// <summary>
/// An amount in the practice's currency, exact to the cent. Negative means owed to the guarantor. As JSON it is a
/// number with at most two decimals.
/// </summary>
/// <param name="Cents">The amount in hundredths of the currency unit.</param>
[GenerateSerializer, Immutable, Alias("money")]
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money([property: Id(0)] long Cents) : IComparable<Money>
{
    /// <summary>The largest magnitude accepted from outside: one hundred million.</summary>
    public const decimal Limit = 100_000_000m;

    public static readonly Money Zero;

    /// <exception cref="ArgumentException">More than two decimals.</exception>
    public static Money From(decimal amount) => decimal.Round(amount, 2) == amount
        ? new((long)(amount * 100))
        : throw new ArgumentException("An amount has at most two decimals.", nameof(amount));

    /// <summary>Whether <paramref name="amount"/> is taken from outside. Sums of such may lie beyond the limit.</summary>
    public static bool IsExact(decimal amount) =>
        Math.Abs(amount) <= Limit && decimal.Round(amount, 2) == amount;

    public decimal ToDecimal() => Cents / 100m;

    public int CompareTo(Money other) => Cents.CompareTo(other.Cents);

    public override string ToString() => ToDecimal().ToString("0.00", CultureInfo.InvariantCulture);

    public static Money operator +(Money left, Money right) => new(checked(left.Cents + right.Cents));

    public static Money operator -(Money left, Money right) => new(checked(left.Cents - right.Cents));

    public static Money operator -(Money value) => new(checked(-value.Cents));

    public static bool operator <(Money left, Money right) => left.Cents < right.Cents;

    public static bool operator >(Money left, Money right) => left.Cents > right.Cents;

    public static bool operator <=(Money left, Money right) => left.Cents <= right.Cents;

    public static bool operator >=(Money left, Money right) => left.Cents >= right.Cents;

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public static Money Negate(Money value) => -value;

    public static Money Max(Money left, Money right) => left > right ? left : right;

    public static Money Min(Money left, Money right) => left < right ? left : right;

    private sealed class MoneyJsonConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var amount = reader.GetDecimal();
            return decimal.Round(amount, 2) == amount
                ? From(amount)
                : throw new JsonException("At most two decimals.");
        }

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToDecimal());
    }
}
