using PhoneNumbers;

namespace BalanceNotifications.Templates;

/// <summary>Telephone numbers as a message writes them.</summary>
public static class PhoneFormat
{
    /// <summary><c>(312) 555-0100</c>; empty when there is none.</summary>
    /// <param name="e164">Null when there is none.</param>
    public static string Format(string? e164)
    {
        if (e164 is null)
        {
            return "";
        }

        var phones = PhoneNumberUtil.GetInstance();
        return phones.Format(phones.Parse(e164, null), PhoneNumberFormat.NATIONAL);
    }
}
