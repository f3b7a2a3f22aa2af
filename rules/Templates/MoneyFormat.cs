using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace BalanceNotifications.Templates;

/// <summary>Amounts as a message writes them.</summary>
public static class MoneyFormat
{
    private static readonly CultureInfo American = CultureInfo.GetCultureInfo("en-US");

    private static readonly FrozenDictionary<string, string> Symbols = CultureInfo
        .GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name))
        .Where(region => region.ISOCurrencySymbol.Length == 3)
        .GroupBy(region => region.ISOCurrencySymbol)
        .ToFrozenDictionary(
            regions => regions.Key,
            regions => regions.Select(region => region.CurrencySymbol).MinBy(symbol => (symbol.Length, symbol))!);

    private static readonly ConcurrentDictionary<(string Culture, string Currency), NumberFormatInfo> Formats = new();

    /// <summary>Whether it is an ISO 4217 code in use somewhere.</summary>
    public static bool IsCurrency(string? code) => code is not null && Symbols.ContainsKey(code);

    /// <summary>
    /// <c>$120.00</c>. US dollars are written as the US writes them in every language that names no region: a guarantor
    /// who reads Spanish in Chicago expects the point, not the comma.
    /// </summary>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="language">BCP 47; English when it is not one of <see cref="MessageLanguage"/>.</param>
    public static string Format(Money amount, string currency, string language)
    {
        var culture = currency == "USD" && !MessageLanguage.HasRegion(language)
            ? American
            : MessageLanguage.CultureOf(language);
        var format = Formats.GetOrAdd((culture.Name, currency), static (_, key) => FormatOf(key.culture, key.currency),
            (culture, currency));

        // Spaces that do not break are not in GSM-7: one would more than halve a text's segment.
        return amount.ToDecimal().ToString("C2", format).Replace('\u00a0', ' ').Replace('\u202f', ' ');
    }

    private static NumberFormatInfo FormatOf(CultureInfo culture, string currency)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.CurrencySymbol = Symbols.GetValueOrDefault(currency, currency);
        return format;
    }
}
