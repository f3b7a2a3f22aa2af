using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using PhoneNumbers;

namespace BalanceNotifications.Contact;

/// <summary>A telephone number that could exist, in E.164.</summary>
public static partial class PhoneNumber
{
    private const string DefaultRegion = "US";
    private const int MaxLength = 40;

    // Of a number in +1, without it.
    private const int NationalLength = 10;

    /// <summary>
    /// Reads a number as people write it, in the US unless it begins with a plus. Refuses extensions, letters, numbers
    /// of a wrong length and, in +1, what the numbering plan rules out. It does not ask whether an area code is in
    /// use: several are opened every year, and a list that is a release behind would refuse a good number.
    /// </summary>
    public static bool TryNormalise(string? text, [NotNullWhen(true)] out string? e164)
    {
        e164 = null;
        if (text is null or { Length: > MaxLength } || text.Any(char.IsLetter))
        {
            return false;
        }

        // As most systems keep it: the parse below says the same, at the price of a dozen patterns for every row of a file.
        var written = text.Length == NationalLength ? $"+1{text}" : text;
        if (NorthAmerican().IsMatch(written))
        {
            e164 = written;
            return true;
        }

        var phones = PhoneNumberUtil.GetInstance();
        try
        {
            var number = phones.Parse(text, DefaultRegion);
            if (number.HasExtension
                || phones.IsPossibleNumberWithReason(number) != PhoneNumberUtil.ValidationResult.IS_POSSIBLE)
            {
                return false;
            }

            var formatted = phones.Format(number, PhoneNumberFormat.E164);
            e164 = number.CountryCode != 1 || NorthAmerican().IsMatch(formatted) ? formatted : null;
            return e164 is not null;
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    /// <summary>Whether the number is in E.164 already.</summary>
    public static bool IsE164(string? text) => TryNormalise(text, out var e164) && e164 == text;

    // Area code and exchange begin with 2 to 9; N11 are service codes, N9X is kept for longer numbers.
    [GeneratedRegex(@"^\+1(?!.11)[2-9][0-8][0-9](?!.11)[2-9][0-9]{6}\z")]
    private static partial Regex NorthAmerican();
}
