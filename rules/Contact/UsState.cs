using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace BalanceNotifications.Contact;

/// <summary>The two-letter codes of USPS Publication 28, appendix B: states, DC, territories, military.</summary>
public static class UsState
{
    private static readonly FrozenSet<string> Codes = (
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH "
        + "OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP").Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    public static bool IsValid([NotNullWhen(true)] string? code) => code is not null && Codes.Contains(code);
}
