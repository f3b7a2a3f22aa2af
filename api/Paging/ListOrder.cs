using BalanceNotifications.Errors;

namespace BalanceNotifications.Paging;

/// <summary>The <c>order</c> of a list: newest first unless it says <c>asc</c>.</summary>
internal static class ListOrder
{
    public static bool IsAscending(string? order, FieldChecks checks)
    {
        if (order is not (null or "asc" or "desc"))
        {
            checks.Add("order", "Is asc or desc.");
        }

        return order is "asc";
    }
}
