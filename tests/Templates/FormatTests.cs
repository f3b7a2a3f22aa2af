using System.Globalization;

namespace BalanceNotifications.Templates;

public sealed class FormatTests
{
    [Theory]
    [InlineData("120", "USD", "en", "$120.00")]
    [InlineData("1234567.8", "USD", "en", "$1,234,567.80")]
    [InlineData("-5", "USD", "en", "-$5.00")]
    [InlineData("120", "USD", "es", "$120.00")]
    [InlineData("120", "USD", "xx", "$120.00")]
    [InlineData("1234.5", "EUR", "de", "1.234,50 €")]
    [InlineData("1234.5", "EUR", "fr", "1 234,50 €")]
    [InlineData("120", "CAD", "en-CA", "$120.00")]
    [InlineData("120", "GBP", "en", "£120.00")]
    public void Amounts_are_written_for_the_reader(string amount, string currency, string language, string expected) =>
        Assert.Equal(
            expected,
            MoneyFormat.Format(Money.From(decimal.Parse(amount, CultureInfo.InvariantCulture)), currency, language));

    [Theory]
    [InlineData("en", "December 14, 2026")]
    [InlineData("en-US", "December 14, 2026")]
    [InlineData("es", "14 de diciembre de 2026")]
    [InlineData("ES-us", "14 de diciembre de 2026")]
    [InlineData("fr", "14 décembre 2026")]
    [InlineData("tlh", "December 14, 2026")]
    public void Dates_are_written_in_the_readers_language_or_in_English(string language, string expected) =>
        Assert.Equal(expected, DateFormat.Format(new DateOnly(2026, 12, 14), language));

    [Theory]
    [InlineData("USD", true)]
    [InlineData("CAD", true)]
    [InlineData("usd", false)]
    [InlineData("XXX", false)]
    [InlineData("$", false)]
    [InlineData(null, false)]
    public void A_currency_is_a_code_in_use(string? code, bool expected) =>
        Assert.Equal(expected, MoneyFormat.IsCurrency(code));
}
